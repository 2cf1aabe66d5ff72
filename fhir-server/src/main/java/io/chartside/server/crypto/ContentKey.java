package io.chartside.server.crypto;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * The key of one large content: streaming AEAD in segments of 1 MB (Tink AES256-GCM-HKDF-1MB), so that no more than a
 * segment is ever in memory, any part opens by itself, and segments that are changed, left out or put in another order do
 * not open.
 */
public final class ContentKey {
    /** Bytes of a sealed segment; the last may be shorter. */
    public static final int SEGMENT = 1 << 20;

    private static final int KEY_BYTES = 32;

    private final byte[] secret;
    private final AesGcmHkdfStreaming streaming;

    ContentKey(byte[] secret) {
        try {
            this.secret = secret.clone();
            this.streaming = new AesGcmHkdfStreaming(secret, "HmacSha256", KEY_BYTES, SEGMENT, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks AES-256-GCM or HKDF", e);
        }
    }

    /**
     * @param sealed takes segments as they are full, the last when the answer is closed
     * @param place what the stream is bound to: it opens with the same place only
     */
    public WritableByteChannel sealing(WritableByteChannel sealed, String place) throws IOException {
        try {
            return streaming.newEncryptingChannel(sealed, place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing failed", e);
        }
    }

    /** Reads throw {@link IOException} when a segment does not open. */
    public SeekableByteChannel opening(SeekableByteChannel sealed, String place) throws IOException {
        try {
            return streaming.newSeekableDecryptingChannel(sealed, place.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBroken(e);
        }
    }

    /** How long the sealed stream of so many bytes is. */
    public long sealedSize(long size) {
        return streaming.expectedCiphertextSize(size);
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "ContentKey (redacted)";
    }
}
