package io.chartside.server.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A wrapped key with the name of the key that wraps it, so that a change of key is seen without asking the service: service
 * (1 byte), length of the name (1 byte), name (UTF-8), what the service made. A Tink ciphertext begins with 1 and is none.
 *
 * @param service {@code K} for AWS KMS, {@code P} for PKCS#11
 * @param key the configured name, at most 255 bytes; no secret
 */
record Wrapping(byte service, String key, byte[] wrapped) {
    static final byte AWS_KMS = 'K';
    static final byte PKCS11 = 'P';

    byte[] bytes() {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + name.length + wrapped.length)
                .put(service)
                .put((byte) name.length)
                .put(name)
                .put(wrapped)
                .array();
    }

    /** Empty when it is not of this service. */
    static Optional<Wrapping> of(byte service, byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != service || bytes.length < 2 + (bytes[1] & 0xFF)) {
            return Optional.empty();
        }
        int name = bytes[1] & 0xFF;
        byte[] wrapped = new byte[bytes.length - 2 - name];
        System.arraycopy(bytes, 2 + name, wrapped, 0, wrapped.length);
        return Optional.of(new Wrapping(service, new String(bytes, 2, name, StandardCharsets.UTF_8), wrapped));
    }

    static String checkedName(String setting, String name) {
        if (name == null || name.isBlank() || name.getBytes(StandardCharsets.UTF_8).length > 255) {
            throw new IllegalArgumentException(setting + " is 1 to 255 bytes");
        }
        return name;
    }

    @Override
    public String toString() {
        return "Wrapping by " + key;
    }
}
