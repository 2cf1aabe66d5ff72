package io.chartside.app.launch;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Random values that open something: cookies, launch ids, states, nonces, PKCE verifiers. 192 bits (SMART asks for 122), in
 * 32 letters of base64url. The database keeps their hash only.
 */
final class Unguessable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 24;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{32}");

    private Unguessable() {}

    static String value() {
        return base64(random(BYTES));
    }

    /** A PKCE code verifier (RFC 7636 §4.1): 256 bits in 43 letters. */
    static String codeVerifier() {
        return base64(random(32));
    }

    /** The S256 challenge of a verifier (RFC 7636 §4.2). */
    static String challenge(String codeVerifier) {
        return base64(sha256(codeVerifier.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Whether a text from outside can be one of ours at all. */
    static boolean isOne(String text) {
        return text != null && SHAPE.matcher(text).matches();
    }

    static byte[] hash(String value) {
        return sha256(value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return value;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is not available", impossible);
        }
    }
}
