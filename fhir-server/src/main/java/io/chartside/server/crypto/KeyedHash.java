package io.chartside.server.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256 of search words, cut to 32 or 64 bits. Holds the state of one computation: one instance a thread and a
 * piece of work.
 */
public final class KeyedHash {
    private final Mac mac;

    private KeyedHash(Mac mac) {
        this.mac = mac;
    }

    KeyedHash(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HMAC-SHA-256", e);
        }
    }

    /** Another of the same key, without looking the algorithm up again. */
    KeyedHash another() {
        try {
            return new KeyedHash((Mac) mac.clone());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's HMAC-SHA-256 cannot be copied", e);
        }
    }

    public byte[] hash(byte[] message) {
        return mac.doFinal(message);
    }

    public long hash64(String word) {
        byte[] h = mac.doFinal(word.getBytes(StandardCharsets.UTF_8));
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | h[i] & 0xFF;
        }
        return value;
    }

    public int hash32(String word) {
        byte[] h = mac.doFinal(word.getBytes(StandardCharsets.UTF_8));
        return h[0] << 24 | (h[1] & 0xFF) << 16 | (h[2] & 0xFF) << 8 | h[3] & 0xFF;
    }
}
