package io.chartside.server.sealed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A device of a sealed session as its page is one, written apart from it: by Java's cipher. */
final class Device {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Random random;
    private final byte[] key;

    Device(long seed) {
        random = new Random(seed);
        key = bytes(32);
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    String secret() {
        return BASE64.encodeToString(key);
    }

    /** SHA-256 of SHA-256. */
    String fingerprint() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(sha256.digest(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String header(String session, String device, int sequence) {
        return "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"%s\",\"sid\":\"%s\",\"dev\":\"%s\",\"seq\":%d}"
                .formatted(fingerprint(), session, device, sequence);
    }

    String says(String session, String device, int sequence, String text) {
        return seal(header(session, device, sequence), bytes(12), text);
    }

    String seal(String header, byte[] nonce, String text) {
        byte[] words = ("{\"speaker\":\"patient\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        byte[] plain = new byte[(words.length + 255) / 256 * 256];
        Arrays.fill(plain, (byte) ' ');
        System.arraycopy(words, 0, plain, 0, words.length);
        String protectedHeader = BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8));
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(protectedHeader.getBytes(StandardCharsets.US_ASCII));
            byte[] sealed = cipher.doFinal(plain);
            return message(
                    protectedHeader,
                    nonce,
                    Arrays.copyOf(sealed, plain.length),
                    Arrays.copyOfRange(sealed, plain.length, sealed.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String message(String protectedHeader, byte[] nonce, byte[] ciphertext, byte[] tag) {
        return String.join(
                ".",
                protectedHeader,
                "",
                BASE64.encodeToString(nonce),
                BASE64.encodeToString(ciphertext),
                BASE64.encodeToString(tag));
    }
}
