package io.chartside.server.command.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./chartside bench} is asked to measure.
 *
 * @param visits folder with transcripts
 * @param fhirBench folder of the benchmark program {@code bench.mjs}
 * @param fhirBenchOptions further options of that program
 * @param warmUps how often both servers run everything before HAPI JPA is measured beside ours
 * @param newestJdk a JDK to measure the start on, beside the one in use
 * @param starts how often the server is started on each
 * @param tokens how many are issued while their rate is measured
 * @param calls of each CDS service that are measured
 * @param requests whose audit events are predicted
 */
record BenchOptions(
        Subject subject,
        Path visits,
        Optional<Path> fhirBench,
        List<String> fhirBenchOptions,
        int warmUps,
        Optional<Path> newestJdk,
        int starts,
        int tokens,
        int calls,
        Growth.Size size,
        int requests) {

    /** Environment variable that stands for {@code --newest-jdk}. */
    static final String NEWEST_JDK = "CHARTSIDE_NEWEST_JDK";

    static final String USAGE = """
            usage: chartside bench [--visits DIR] [--fhir-bench DIR [-- options of bench.mjs]]
                   chartside bench --against-hapi --fhir-bench DIR [--warm-ups 2] [-- options of bench.mjs]
                   chartside bench security
                   chartside bench tenants
                   chartside bench --small-heap [--fhir-bench DIR]
                   chartside bench growth --fhir-bench DIR [--patients 12] [--notes 200] [--times 10]
                   chartside bench start [--newest-jdk DIR] [--starts 5]
                   chartside bench tokens [--tokens 6000]
                   chartside bench cds-hooks [--calls 2000]
                   chartside bench audit-oracle [--requests 50000]
                   chartside bench steps""";

    enum Subject {
        ALL,
        SECURITY,
        TENANTS,
        SMALL_HEAP,
        AGAINST_HAPI,
        GROWTH,
        START,
        TOKENS,
        CDS_HOOKS,
        AUDIT_ORACLE
    }

    /**
     * @param home folder that holds the demo visits
     * @throws BenchFailed with the usage when the arguments are wrong
     */
    static BenchOptions parse(Path home, String[] arguments) {
        Subject subject = Subject.ALL;
        Path visits = home.resolve("config/demo/visits");
        Optional<Path> fhirBench = Optional.empty();
        List<String> further = List.of();
        Optional<Path> newestJdk =
                Optional.ofNullable(System.getenv(NEWEST_JDK)).map(Path::of);
        int warmUps = 2;
        int starts = 5;
        int tokens = 6000;
        int calls = 2000;
        int patients = 12;
        int notes = 200;
        int times = 10;
        int requests = 50_000;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "security" -> subject = only(i, Subject.SECURITY);
                case "tenants" -> subject = only(i, Subject.TENANTS);
                case "growth" -> subject = only(i, Subject.GROWTH);
                case "start" -> subject = only(i, Subject.START);
                case "tokens" -> subject = only(i, Subject.TOKENS);
                case "--tokens" -> tokens = number(arguments, ++i, 1);
                case "cds-hooks" -> subject = only(i, Subject.CDS_HOOKS);
                case "--calls" -> calls = number(arguments, ++i, 20);
                case "audit-oracle" -> subject = only(i, Subject.AUDIT_ORACLE);
                case "--small-heap" -> subject = Subject.SMALL_HEAP;
                case "--against-hapi" -> subject = Subject.AGAINST_HAPI;
                case "--warm-ups" -> warmUps = number(arguments, ++i, 0);
                case "--visits" -> visits = folder(arguments, ++i);
                case "--fhir-bench" -> fhirBench = Optional.of(folder(arguments, ++i));
                case "--newest-jdk" -> newestJdk = Optional.of(folder(arguments, ++i));
                case "--starts" -> starts = number(arguments, ++i, 1);
                case "--patients" -> patients = number(arguments, ++i, 1);
                case "--notes" -> notes = number(arguments, ++i, 4);
                case "--requests" -> requests = number(arguments, ++i, 100);
                case "--times" -> times = number(arguments, ++i, 2);
                case "--" -> {
                    further = Arrays.asList(arguments).subList(i + 1, arguments.length);
                    i = arguments.length;
                }
                default -> throw new BenchFailed(USAGE);
            }
        }
        if ((subject == Subject.GROWTH || subject == Subject.AGAINST_HAPI) && fhirBench.isEmpty()) {
            throw new BenchFailed(USAGE);
        }
        return new BenchOptions(
                subject,
                visits,
                fhirBench,
                further,
                warmUps,
                newestJdk,
                starts,
                tokens,
                calls,
                new Growth.Size(patients, notes, times),
                requests);
    }

    private static Subject only(int at, Subject subject) {
        if (at > 0) {
            throw new BenchFailed(USAGE);
        }
        return subject;
    }

    private static Path folder(String[] arguments, int i) {
        Path folder = Path.of(value(arguments, i));
        if (!Files.isDirectory(folder)) {
            throw new BenchFailed(arguments[i - 1] + " " + folder + " is not a folder");
        }
        return folder;
    }

    private static int number(String[] arguments, int i, int least) {
        try {
            int number = Integer.parseInt(value(arguments, i));
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for every wrong number.
        }
        throw new BenchFailed(arguments[i - 1] + " takes a number from " + least);
    }

    private static String value(String[] arguments, int i) {
        if (i >= arguments.length) {
            throw new BenchFailed(USAGE);
        }
        return arguments[i];
    }
}
