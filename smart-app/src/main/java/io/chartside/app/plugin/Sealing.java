package io.chartside.app.plugin;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals what the plugin writes to its schema: AES-256-GCM by Tink. The place where a value belongs (table and row) is
 * authenticated with it, so a sealed value moved to another row cannot be opened.
 */
public final class Sealing {

    private final Aead aead;

    private Sealing(Aead aead) {
        this.aead = aead;
    }

    static Sealing in(KeyFolder folder) {
        try {
            AeadConfig.register();
            return new Sealing(KeysetFile.open(folder, "plugin-aead.json", PredefinedAeadParameters.AES256_GCM)
                    .getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException("the key file plugin-aead.json cannot be used", damaged);
        }
    }

    /** Seals a text for one place. */
    public byte[] seal(String place, String text) {
        try {
            return aead.encrypt(text.getBytes(StandardCharsets.UTF_8), place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("sealing failed", impossible);
        }
    }

    /**
     * Opens what was sealed for the same place.
     *
     * @throws DamagedSeal when it was changed, moved, or sealed with a key that is not in the key folder
     */
    public String open(String place, byte[] sealed) {
        try {
            return new String(aead.decrypt(sealed, place.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException damaged) {
            throw new DamagedSeal(place, damaged);
        }
    }
}
