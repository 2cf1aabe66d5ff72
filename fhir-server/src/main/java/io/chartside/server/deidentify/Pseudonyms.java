package io.chartside.server.deidentify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Ids in the place of ids: HMAC-SHA-256 of type and id under a random key, cut to 128 bits. The key is made for one export,
 * is nowhere written and ends with it, so nobody can tell an id by its pseudonym, nor link two exports by theirs
 * (45 CFR 164.514(c)). One thread at a time.
 */
final class Pseudonyms {
    private static final Pattern RELATIVE = Pattern.compile("([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(/_history/.*)?");
    private static final int BYTES = 16;

    private final Mac mac;

    Pseudonyms() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA-256", e);
        }
    }

    String of(String type, String id) {
        byte[] hash = mac.doFinal((type + "/" + id).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }

    /** The same resource by its pseudonym; empty for a reference out of the tenant, and to what is of none of these types. */
    Optional<String> reference(String reference, Set<String> types) {
        Matcher relative = RELATIVE.matcher(reference);
        return relative.matches() && types.contains(relative.group(1))
                ? Optional.of(relative.group(1) + "/" + of(relative.group(1), relative.group(2)))
                : Optional.empty();
    }
}
