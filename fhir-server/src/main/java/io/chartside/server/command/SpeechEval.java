package io.chartside.server.command;

import io.chartside.mappings.evaluation.NoteScores;
import io.chartside.mappings.evaluation.Sample;
import io.chartside.mappings.evaluation.WordErrors;
import io.chartside.server.ai.speech.Heard;
import io.chartside.server.ai.speech.SpeechGateway;
import io.chartside.server.ai.speech.SpeechProvider;
import io.chartside.server.ai.speech.WaveFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./chartside eval speech}: word error rate of the embedded speech recognition, drug names and numbers apart; of the sample
 * that is built in, spoken by espeak-ng, or of recordings in a folder: {@code ID.wav} with what was said in {@code ID.txt}. Exit
 * code 0; 1 when weights or espeak-ng are not installed or a file is not readable; 2 for wrong options.
 */
public final class SpeechEval {
    private static final int BYTES_PER_SECOND = 32_000;

    private SpeechEval() {}

    /** @param samples of 16 bits, one channel, 16,000 Hz */
    private record Spoken(String id, String words, byte[] samples) {
        @Override
        public String toString() {
            return id;
        }
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        Path data = Path.of(System.getProperty("chartside.home", "."), ".chartside");
        Optional<Path> folder = Optional.empty();
        int most = Integer.MAX_VALUE;
        for (int i = 0; i < arguments.length; i += 2) {
            boolean valued = i + 1 < arguments.length;
            if (valued && arguments[i].equals("--data-dir")) {
                data = Path.of(arguments[i + 1]);
            } else if (valued && arguments[i].equals("--audio")) {
                folder = Optional.of(Path.of(arguments[i + 1]));
            } else if (valued && arguments[i].equals("--visits") && arguments[i + 1].matches("[1-9]\\d{0,3}")) {
                most = Integer.parseInt(arguments[i + 1]);
            } else {
                err.println("chartside: usage: chartside eval speech [--audio FOLDER] [--visits N] [--data-dir DIR]");
                return 2;
            }
        }
        Optional<SpeechProvider> provider = SpeechGateway.embedded(data);
        if (provider.isEmpty()) {
            err.println("chartside: the weights are not installed: ./chartside speech install");
            return 1;
        }
        try {
            List<Spoken> visits = folder.isPresent() ? recorded(folder.get()) : synthetic();
            out.println("engine " + provider.get().engine() + "; "
                    + (folder.isPresent()
                            ? "recordings of " + folder.get()
                            : "the sample, spoken by espeak-ng: no people"));
            score(provider.get(), visits.subList(0, Math.min(most, visits.size())), out);
            return 0;
        } catch (IOException e) {
            err.println("chartside: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("chartside: interrupted");
            return 1;
        }
    }

    private static void score(SpeechProvider provider, List<Spoken> visits, PrintStream out) {
        WordErrors errors = new WordErrors();
        for (Spoken visit : visits) {
            long begun = System.nanoTime();
            String heard = provider.transcribe(WaveFile.of(visit.samples()), "audio/wav").stream()
                    .map(Heard::text)
                    .collect(Collectors.joining(" "));
            double rate = errors.add(visit.words(), heard);
            out.printf(
                    Locale.ROOT,
                    "%s: %.0f s of audio in %.0f s, word error rate %.1f %%%n",
                    visit.id(),
                    visit.samples().length / (double) BYTES_PER_SECOND,
                    (System.nanoTime() - begun) / 1e9,
                    100 * rate);
        }
        out.print(errors.report());
    }

    private static List<Spoken> recorded(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".wav"))
                    .sorted()
                    .toList();
        }
        List<Spoken> visits = new ArrayList<>();
        for (Path file : files) {
            String id = file.getFileName().toString().replaceFirst("\\.wav$", "");
            visits.add(new Spoken(
                    id,
                    Files.readString(file.resolveSibling(id + ".txt")),
                    SyntheticVoice.samples(Files.readAllBytes(file))));
        }
        return visits;
    }

    private static List<Spoken> synthetic() throws IOException, InterruptedException {
        List<Spoken> visits = new ArrayList<>();
        for (NoteScores.Reference visit : Sample.visits()) {
            SyntheticVoice voice = new SyntheticVoice();
            visits.add(new Spoken(visit.id(), voice.words(visit.conversation()), voice.speak(visit.conversation())));
        }
        return visits;
    }
}
