package io.chartside.server.speech;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a recording is known by in the audit and in the certificate of its deletion.
 *
 * @param sha256 of the file, in hexadecimal
 * @param bytes of the file
 */
record AudioHash(String sha256, long bytes) {

    /** Reads the recording once, a part at a time. */
    static AudioHash of(VisitAudio audio) {
        try (InputStream in = audio.bytes().get()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[64 << 10];
            long bytes = 0;
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                digest.update(part, 0, read);
                bytes += read;
            }
            return new AudioHash(HexFormat.of().formatHex(digest.digest()), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
