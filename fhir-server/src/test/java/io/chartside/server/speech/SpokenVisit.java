package io.chartside.server.speech;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Audio of numbered words, as {@link DeepgramPeer} hears them. */
public final class SpokenVisit {
    private SpokenVisit() {}

    public static byte[] audio(int words) {
        ByteBuffer audio = ByteBuffer.allocate(words * DeepgramPeer.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int word = 0; word < words; word++) {
            audio.putShort(word * DeepgramPeer.BLOCK, (short) word);
        }
        return audio.array();
    }

    /** A word a second, and silence between. */
    static byte[] slowly(int words) {
        ByteBuffer audio = ByteBuffer.allocate(10 * words * DeepgramPeer.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 0; block < 10 * words; block++) {
            audio.putShort(block * DeepgramPeer.BLOCK, (short) (block % 10 == 0 ? block / 10 : DeepgramPeer.SILENCE));
        }
        return audio.array();
    }

    public static String words(int words) {
        return IntStream.range(0, words).mapToObj(word -> "w" + word).collect(Collectors.joining(" "));
    }

    /** Cut into frames of a tenth of a second to half a second that end anywhere between two samples. */
    public static List<byte[]> frames(byte[] audio, Random chance) {
        List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at < audio.length; ) {
            int end = Math.min(audio.length, at + 2 * (1600 + chance.nextInt(6400)));
            frames.add(Arrays.copyOfRange(audio, at, end));
            at = end;
        }
        return frames;
    }
}
