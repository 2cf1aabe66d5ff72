package io.chartside.app.plugin;

import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.prf.PrfSet;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * What the plugin looks rows up by: HMAC-SHA-256 of an EHR's identifiers under a key of its own, so that whoever has the
 * schema can see which rows are equal and test no guess.
 */
public final class KeyedHash {
    private static final int BYTES = 32;

    private final PrfSet prf;

    private KeyedHash(PrfSet prf) {
        this.prf = prf;
    }

    static KeyedHash in(KeyFolder folder) {
        try {
            PrfConfig.register();
            return new KeyedHash(KeysetFile.open(folder, "plugin-hash.json", PredefinedPrfParameters.HMAC_SHA256_PRF)
                    .getPrimitive(RegistryConfiguration.get(), PrfSet.class));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("the key file plugin-hash.json cannot be used", damaged);
        }
    }

    /** 32 bytes; the same parts in the same order give the same bytes. */
    public byte[] of(String... parts) {
        StringBuilder message = new StringBuilder();
        for (String part : parts) {
            message.append(part.length()).append(':').append(part);
        }
        try {
            return prf.computePrimary(message.toString().getBytes(StandardCharsets.UTF_8), BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("hashing failed", impossible);
        }
    }
}
