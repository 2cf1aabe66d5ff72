package io.chartside.app.visit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Takes a transcript as bytes and reads it strictly: nothing is guessed and nothing replaced, because a wrong letter in a
 * dose is worse than a question. UTF-8, or UTF-16 with its byte order mark.
 */
public final class TranscriptIntake {
    /** Far above any visit: an hour of talk is about 60 kB. */
    public static final int LIMIT_BYTES = 1024 * 1024;

    private TranscriptIntake() {}

    /** What came in. */
    public sealed interface Taken {}

    /** Text that can be drafted from. */
    public record Text(String words) implements Taken {
        @Override
        public String toString() {
            return "Transcript of " + words.length() + " characters";
        }
    }

    /** No transcript was given: the one in the record is meant. */
    public record Nothing() implements Taken {}

    /**
     * What came is no transcript. Nothing was stored.
     *
     * @param text of which {@code .title} and {@code .advice} are keys
     */
    public record Unreadable(String text) implements Taken {}

    /** @param bytes the file or the pasted text; empty when neither was given */
    public static Taken read(byte[] bytes) {
        if (bytes.length == 0) {
            return new Nothing();
        }
        if (bytes.length > LIMIT_BYTES) {
            return new Unreadable("page.transcript-too-large");
        }
        Charset charset = charset(bytes);
        String words;
        try {
            words = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException unreadable) {
            return binary(bytes) ? notText() : new Unreadable("page.unreadable-letters");
        }
        if (words.startsWith("\uFEFF")) {
            words = words.substring(1);
        }
        if (words.chars().anyMatch(TranscriptIntake::isControl)) {
            return notText();
        }
        if (words.isBlank()) {
            return new Unreadable("page.empty");
        }
        return new Text(words);
    }

    private static Unreadable notText() {
        return new Unreadable("page.no-text");
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }

    private static boolean binary(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && isControl(b)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(int unit) {
        return unit < 0x20 && unit != '\t' && unit != '\n' && unit != '\r' && unit != '\f' || unit == 0x7F;
    }
}
