package io.chartside.server.authz;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * What the database and the cache know of a secret: its SHA-256. That is enough for a random value of 256 bits, which
 * nobody can guess; it would not be for a password.
 */
public final class TokenHash {
    static final int BYTES = 32;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] value;

    private TokenHash(byte[] value) {
        this.value = value;
    }

    public static TokenHash of(String secret) {
        return new TokenHash(sha256().digest(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** A new secret of 256 bits, safe in URLs and cookies. */
    public static String newSecret() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static TokenHash decode(String encoded) {
        return new TokenHash(Base64.getUrlDecoder().decode(encoded));
    }

    String encoded() {
        return BASE64.encodeToString(value);
    }

    public byte[] bytes() {
        return value.clone();
    }

    /** Names a token in audit records without being of use to who reads them. */
    String shortName() {
        return BASE64.encodeToString(Arrays.copyOf(value, 16));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenHash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "TokenHash";
    }
}
