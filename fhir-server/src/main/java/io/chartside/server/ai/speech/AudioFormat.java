package io.chartside.server.ai.speech;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** In what form the audio of a visit comes. */
public enum AudioFormat {
    /** Samples of 16 bits, little-endian, one channel, 16,000 a second: any piece of it stands for itself. */
    PCM("audio/pcm;rate=16000", false),
    /** What browsers' MediaRecorder makes of Opus: the beginning is needed to understand the rest. */
    WEBM("audio/webm;codecs=opus", true);

    /** Of PCM. */
    public static final int BYTES_PER_SECOND = 32_000;

    private static final byte[] EBML = {0x1A, 0x45, (byte) 0xDF, (byte) 0xA3};
    /** Begins of files that are no samples: WebM, Ogg, WAVE, MP3 with a tag, FLAC, PDF, ZIP, JPEG, PNG. */
    private static final List<byte[]> FILES = List.of(
            EBML,
            ascii("OggS"),
            ascii("RIFF"),
            ascii("ID3"),
            ascii("fLaC"),
            ascii("%PDF"),
            ascii("PK\u0003\u0004"),
            new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
            new byte[] {(byte) 0x89, 'P', 'N', 'G'});

    private final String mediaType;
    private final boolean whole;

    AudioFormat(String mediaType, boolean whole) {
        this.mediaType = mediaType;
        this.whole = whole;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    public String mediaType() {
        return mediaType;
    }

    /** Whether a service that begins anew needs it from its first byte. */
    public boolean needsItsBeginning() {
        return whole;
    }

    public static Optional<AudioFormat> of(String mediaType) {
        String wanted = mediaType.toLowerCase(Locale.ROOT).replace(" ", "");
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(wanted))
                .findFirst();
    }

    /** Whether a stream of this form can begin so. */
    public boolean mayBeginWith(byte[] bytes) {
        return switch (this) {
            case WEBM -> startsWith(bytes, EBML);
            case PCM ->
                bytes.length % 2 == 0 && FILES.stream().noneMatch(begin -> startsWith(bytes, begin)) && !isText(bytes);
        };
    }

    /** Nobody's voice stays for so long among the letters: sixteen samples of speech differ in their high bytes. */
    private static boolean isText(byte[] bytes) {
        int letters = 0;
        int looked = Math.min(bytes.length, 256);
        for (int i = 0; i < looked; i++) {
            letters += bytes[i] >= ' ' && bytes[i] < 0x7F || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t'
                    ? 1
                    : 0;
        }
        return looked >= 32 && letters == looked;
    }

    static boolean startsWith(byte[] bytes, byte[] begin) {
        return bytes.length >= begin.length && Arrays.equals(bytes, 0, begin.length, begin, 0, begin.length);
    }
}
