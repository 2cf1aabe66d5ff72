package io.chartside.server.command.bench;

import io.chartside.mappings.scribe.EmbeddedScribe;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code chartside bench}: start, engine, draft and memory, and the FHIR workloads of a benchmark program when one is
 * named. Prints a Markdown table with the machine and the data; each figure stands beside its bar.
 */
public final class Bench {
    private static final String USAGE =
            "usage: chartside bench [--visits DIR] [--small-heap | --fhir-bench DIR [-- options of bench.mjs]]";
    private static final int CLIENTS = 4;
    private static final int DRAFTS_PER_CLIENT = 30;
    private static final int WARM_UP_PER_CLIENT = 15;
    private static final int WORDS_OF_A_VISIT = 1_300;
    private static final String SMALL_HEAP = "256m";

    /** The benchmark's README: run notes, mixed and the reads once, discard, run again. */
    private static final List<String> WARM_UP =
            List.of(("--data gen:16 --do ingest,notes,mixed,read,docs,encounters,claims,audit,code,chain,count,history"
                            + " --patients 16 --notes 2500 --mixed 400 --rounds 1 --duration 10 --space warm")
                    .split(" "));

    private final Path home;
    private final List<String> transcripts;
    private final List<String> rows = new ArrayList<>();

    private Bench(Path home, List<String> transcripts) {
        this.home = home;
        this.transcripts = transcripts;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("chartside.home", "."))
                .toAbsolutePath()
                .normalize();
        Path visits = home.resolve("config/demo/visits");
        Path fhirBench = null;
        boolean smallHeap = false;
        List<String> fhirBenchOptions = List.of();
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--visits" -> visits = Path.of(value(arguments, ++i));
                    case "--small-heap" -> smallHeap = true;
                    case "--fhir-bench" -> fhirBench = Path.of(value(arguments, ++i));
                    case "--" -> {
                        fhirBenchOptions = Arrays.asList(arguments).subList(i + 1, arguments.length);
                        i = arguments.length;
                    }
                    default -> throw new BenchFailed(USAGE);
                }
            }
            Bench bench = new Bench(home, readTranscripts(visits));
            if (smallHeap) {
                bench.runInSmallHeap();
            } else {
                bench.run(fhirBench, fhirBenchOptions);
            }
        } catch (BenchFailed e) {
            System.err.println("chartside bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Path fhirBench, List<String> fhirBenchOptions) throws IOException, InterruptedException {
        Path dataDir = Files.createTempDirectory("chartside-bench");
        try {
            int port = freePort();
            try (RunningChartside first = RunningChartside.start(home, dataDir, port)) {
                row("up, first time with database creation", seconds(first), "≤ 25 s");
            }
            try (RunningChartside chartside = RunningChartside.start(home, dataDir, port)) {
                row("up, after that", seconds(chartside), "≤ 15 s");
                measure(chartside);
                if (fhirBench != null) {
                    runFhirBench(chartside, fhirBench, fhirBenchOptions);
                }
            }
        } finally {
            deleteTree(dataDir);
        }
        print();
    }

    private void print() throws IOException {
        System.out.println(machine());
        System.out.println("| what | figure | bar |\n|---|---|---|\n" + String.join("\n", rows));
    }

    /** Each of these fails the bench when the heap does not suffice. */
    private void runInSmallHeap() throws IOException, InterruptedException {
        Path dataDir = Files.createTempDirectory("chartside-bench");
        try (RunningChartside chartside =
                RunningChartside.start(home, dataDir, freePort(), Map.of("CHARTSIDE_SERVER_HEAP", SMALL_HEAP))) {
            LargeLoad load = new LargeLoad(chartside.serverUrl() + "/fhir/demo", token(chartside, "system/*.cruds"));
            String bar = "completes in " + SMALL_HEAP;
            row(
                    "transaction of 5,000 entries, cold / again",
                    load.transactionOf(5_000) + " / " + load.transactionOf(5_000),
                    bar);
            row(
                    "transaction of 16 MB, cold / again",
                    load.transactionOfBytes(16 << 20) + " / " + load.transactionOfBytes(16 << 20),
                    bar);
            row("raw Binary of 1 GB, in / out", load.binaryOf(1L << 30), bar);
        } finally {
            deleteTree(dataDir);
        }
        print();
    }

    private void measure(RunningChartside chartside) throws IOException, InterruptedException {
        String base = chartside.serverUrl() + "/fhir/demo";
        DraftLoad load = new DraftLoad(base, token(chartside, "system/*.cruds drafts"));
        String visit = visitOf(WORDS_OF_A_VISIT);
        load.run(visit, 1, 0, 1);
        row("memory of both processes, idle after one visit", chartside.residentMib() + " MiB", "≤ 900 MB");
        List<Double> drafts = load.run(visit, CLIENTS, WARM_UP_PER_CLIENT, DRAFTS_PER_CLIENT);
        row(
                "$draft-note over HTTP, " + WORDS_OF_A_VISIT + " words, " + CLIENTS + " clients, p50 / p95",
                millis(drafts, 0.5) + " / " + millis(drafts, 0.95),
                "p95 ≤ 1 s");
        row("memory of both processes after " + drafts.size() + " drafts", chartside.residentMib() + " MiB", "");
        List<Double> engine = EngineTiming.run(transcripts, EmbeddedScribe.create(chartside.dataDir()));
        row(
                "engine, one warm core, " + transcripts.size() + " visits, p50 / slowest",
                millis(engine, 0.5) + " / " + millis(engine, 1),
                "≤ 0.5 s");
    }

    private void runFhirBench(RunningChartside chartside, Path fhirBench, List<String> options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "node",
                fhirBench.resolve("bench.mjs").toString(),
                "--url",
                chartside.serverUrl() + "/fhir/demo",
                "--name",
                "chartside",
                "--token",
                token(chartside, "system/*.cruds"),
                "--pid",
                Long.toString(chartside.processIds().get(0)),
                "--db-pid",
                Long.toString(chartside.databaseProcessId()),
                "--size-cmd",
                "du -sb " + chartside.dataDir().resolve("postgres/base") + " | cut -f1",
                "--state",
                chartside.dataDir().resolve("fhir-bench").toString()));
        List<String> warmUp = new ArrayList<>(command);
        warmUp.addAll(WARM_UP);
        System.err.println("warming up: everything once, unrecorded");
        run(new ProcessBuilder(warmUp)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
        command.addAll(options);
        run(new ProcessBuilder(command).inheritIO());
    }

    private static void run(ProcessBuilder program) throws IOException, InterruptedException {
        int exit = program.start().waitFor();
        if (exit != 0) {
            throw new BenchFailed("bench.mjs ended with " + exit);
        }
    }

    private String token(RunningChartside chartside, String scope) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        home.resolve("chartside").toString(),
                        "token",
                        "--scope",
                        scope,
                        "--server-url",
                        chartside.serverUrl(),
                        "--data-dir",
                        chartside.dataDir().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String token = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (process.waitFor() != 0) {
            throw new BenchFailed("no token");
        }
        return token;
    }

    /** The transcripts one after the other until there are about so many words. */
    private String visitOf(int words) {
        StringBuilder visit = new StringBuilder();
        int count = 0;
        for (String line : transcripts.stream().flatMap(String::lines).toList()) {
            if (count >= words) {
                break;
            }
            visit.append(line).append('\n');
            count += line.split("\\s+").length;
        }
        return visit.toString();
    }

    private static List<String> readTranscripts(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            List<Path> texts = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            if (texts.isEmpty()) {
                throw new BenchFailed("no .txt transcripts in " + dir);
            }
            List<String> transcripts = new ArrayList<>();
            for (Path text : texts) {
                transcripts.add(Files.readString(text));
            }
            return transcripts;
        }
    }

    private void row(String what, String figure, String bar) {
        rows.add("| " + what + " | " + figure + " | " + bar + " |");
    }

    private static String seconds(RunningChartside chartside) {
        return String.format(Locale.ROOT, "%.1f s", chartside.untilReady().toMillis() / 1000.0);
    }

    private static String millis(List<Double> sorted, double share) {
        int at = (int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1)));
        return String.format(Locale.ROOT, "%.0f ms", sorted.get(at));
    }

    private static String machine() throws IOException {
        String cpu;
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            cpu = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
        return Runtime.getRuntime().availableProcessors() + " cores, " + cpu + ", Java "
                + System.getProperty("java.version");
    }

    private static String value(String[] arguments, int i) {
        if (i >= arguments.length) {
            throw new BenchFailed(USAGE);
        }
        return arguments[i];
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void deleteTree(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.deleteIfExists(file);
            }
        }
    }
}
