package io.chartside.server.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Speaks a conversation by espeak-ng, one voice for the clinician and another for the patient. No person speaks like this. */
final class SyntheticVoice {
    private static final Pattern TURN = Pattern.compile("^\\[(\\w+)]\\s*(.*)$");
    private static final int RATE = 16_000;
    /** Between two turns. */
    private static final int SILENCE_BYTES = 2 * RATE * 6 / 10;

    private record Turn(boolean clinician, String words) {}

    private static List<Turn> turns(String conversation) {
        return conversation
                .lines()
                .map(TURN::matcher)
                .filter(Matcher::matches)
                .map(turn -> new Turn(turn.group(1).equals("doctor"), plain(turn.group(2))))
                .toList();
    }

    /** Words as people write them: {@code could n't , okay} is {@code couldn't, okay}. */
    private static String plain(String tokens) {
        return tokens.replaceAll("\\s+(n't|'\\w+)", "$1").replaceAll("\\s+([.,?!;:])", "$1");
    }

    String words(String conversation) {
        return turns(conversation).stream().map(Turn::words).collect(Collectors.joining(" "));
    }

    /** @return samples of 16 bits, one channel, 16,000 Hz */
    byte[] speak(String conversation) throws IOException, InterruptedException {
        ByteArrayOutputStream samples = new ByteArrayOutputStream();
        for (Turn turn : turns(conversation)) {
            samples.write(spoken(turn));
            samples.write(new byte[SILENCE_BYTES]);
        }
        return samples.toByteArray();
    }

    private static byte[] spoken(Turn turn) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "espeak-ng",
                            "-v",
                            turn.clinician() ? "en-us+m3" : "en-us+f3",
                            "-s",
                            "150",
                            "--stdin",
                            "--stdout")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "espeak-ng is not installed: it speaks the sample. Or name recordings by --audio FOLDER", e);
        }
        process.getOutputStream().write(turn.words().getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        byte[] file = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException("espeak-ng did not speak");
        }
        return samples(file);
    }

    /**
     * Samples of a WAVE file of 16 bits and one channel, of whatever rate, at 16,000 Hz, each between its two neighbours.
     *
     * @throws IOException when it is of another form
     */
    static byte[] samples(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < 44 || in.getInt(0) != 0x46464952 || in.getShort(22) != 1 || in.getShort(34) != 16) {
            throw new IOException("a WAVE file here has samples of 16 bits and one channel");
        }
        int rate = in.getInt(24);
        int from = 44;
        int count = (file.length - from) / 2;
        ByteBuffer out =
                ByteBuffer.allocate(2 * (int) ((long) count * RATE / rate)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; out.hasRemaining(); i++) {
            double at = (double) i * rate / RATE;
            int left = Math.min(count - 1, (int) at);
            int right = Math.min(count - 1, left + 1);
            double between = at - left;
            out.putShort((short)
                    Math.round(in.getShort(from + 2 * left) * (1 - between) + in.getShort(from + 2 * right) * between));
        }
        return out.array();
    }
}
