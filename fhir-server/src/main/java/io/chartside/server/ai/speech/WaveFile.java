package io.chartside.server.ai.speech;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** WAVE files of {@link AudioFormat#PCM}: a RIFF of the chunks {@code fmt } and {@code data}. */
public final class WaveFile {
    private static final int HEADER = 44;
    private static final int PCM = 1;

    private WaveFile() {}

    static boolean is(byte[] file) {
        return file.length > 12 && named(file, 0, "RIFF") && named(file, 8, "WAVE");
    }

    private static boolean named(byte[] file, int at, String name) {
        return Arrays.equals(file, at, at + 4, name.getBytes(StandardCharsets.US_ASCII), 0, 4);
    }

    /** @throws NotAudio when its samples are of another form */
    static byte[] samples(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean known = false;
        int at = 12;
        while (at + 8 <= file.length) {
            // A writer that streams does not know the size of the last chunk.
            long size = Math.min(in.getInt(at + 4) & 0xFFFFFFFFL, file.length - at - 8L);
            if (named(file, at, "fmt ") && size >= 16) {
                known = in.getShort(at + 8) == PCM
                        && in.getShort(at + 10) == 1
                        && in.getInt(at + 12) == 16_000
                        && in.getShort(at + 22) == 16;
            } else if (named(file, at, "data") && known) {
                return Arrays.copyOfRange(file, at + 8, (int) (at + 8 + size / 2 * 2));
            }
            at = (int) Math.min(Integer.MAX_VALUE, at + 8L + size + (size & 1));
        }
        throw new NotAudio("A WAVE file here has samples of 16 bits, one channel, 16,000 Hz");
    }

    /** The file of these samples. */
    public static byte[] of(byte[] samples) {
        return ByteBuffer.allocate(HEADER + samples.length)
                .put(header(samples.length))
                .put(samples)
                .array();
    }

    /** @param samples how many bytes of them follow, below 2 GB */
    public static byte[] header(long samples) {
        int size = Math.toIntExact(samples);
        ByteBuffer out = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(HEADER - 8 + size).put(ascii("WAVE"));
        out.put(ascii("fmt ")).putInt(16).putShort((short) PCM).putShort((short) 1);
        out.putInt(16_000)
                .putInt(AudioFormat.BYTES_PER_SECOND)
                .putShort((short) 2)
                .putShort((short) 16);
        return out.put(ascii("data")).putInt(size).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
