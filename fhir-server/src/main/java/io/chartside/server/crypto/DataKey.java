package io.chartside.server.crypto;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * One unwrapped 256-bit key and the two keys derived from it (HKDF-SHA-256, RFC 5869): one seals bodies with
 * AES-256-GCM, the other keys search tokens.
 */
public final class DataKey {
    private final AesGcmJce body;
    private final KeyedHash index;

    DataKey(byte[] key) {
        try {
            body = new AesGcmJce(derive(key, "body"));
            index = new KeyedHash(derive(key, "index"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES-256-GCM or HKDF", e);
        }
    }

    private static byte[] derive(byte[] key, String use) throws GeneralSecurityException {
        return Hkdf.computeHkdf("HMACSHA256", key, new byte[0], use.getBytes(StandardCharsets.US_ASCII), 32);
    }

    /** @param place what the ciphertext is bound to: it opens with the same place only */
    public byte[] seal(byte[] plain, String place) {
        try {
            return body.encrypt(plain, place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** @throws SealBroken when the bytes were changed or come from another place */
    public byte[] open(byte[] sealed, String place) {
        try {
            return body.decrypt(sealed, place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBroken(e);
        }
    }

    public KeyedHash hash() {
        return index.another();
    }

    @Override
    public String toString() {
        return "DataKey (redacted)";
    }
}
