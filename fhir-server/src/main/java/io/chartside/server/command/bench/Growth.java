package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code bench growth}: every read and search on some data and again on several times as much. */
final class Growth {
    private static final double BAR = 1.3;
    private static final List<String> READS =
            List.of("read", "docs", "encounters", "claims", "audit", "code", "chain", "count", "history");

    /**
     * @param patients with some 250 resources each
     * @param notes of nine resources each
     * @param times how many times as much there is in the end
     */
    record Size(int patients, int notes, int times) {
        String resources() {
            return Figures.of("%,d resources", patients * 250 + notes * 9);
        }
    }

    private Growth() {}

    static void run(Workspace workspace, Path program, Size size) throws IOException, InterruptedException {
        try (RunningChartside chartside = RunningChartside.start(workspace, Workspace.freePort())) {
            FhirBench bench = FhirBench.of(workspace, chartside, program);
            load(bench, size, 1);
            System.err.println("warming up: every read once, unrecorded");
            // A young server would be slow before the growth and quick after it, which hides the growth.
            bench.runUnrecorded(reads("--rounds", "1", "--duration", "10"));
            FhirReport before = measure(bench);
            load(bench, size, size.times() - 1);
            FhirReport after = measure(bench);
            print(before, after, size);
            before.assertNoneRefused();
            after.assertNoneRefused();
        }
    }

    private static void load(FhirBench bench, Size size, int times) throws IOException, InterruptedException {
        bench.run(List.of(
                "--do",
                "ingest,notes",
                "--data",
                "gen:" + size.patients() * size.times(),
                "--patients",
                Integer.toString(size.patients() * times),
                "--notes",
                Integer.toString(size.notes() * times),
                // The program draws a note's patient from all that are there: with more of them, an amendment in the
                // same space
                // of identifiers would move an earlier visit to another patient, which is refused.
                "--space",
                "growth-" + times));
    }

    private static FhirReport measure(FhirBench bench) throws IOException, InterruptedException {
        return bench.run(reads("--rounds", "3", "--duration", "4"));
    }

    private static List<String> reads(String... options) {
        List<String> all = new ArrayList<>(List.of("--do", String.join(",", READS)));
        all.addAll(List.of(options));
        return all;
    }

    private static void print(FhirReport before, FhirReport after, Size size) throws IOException {
        String larger = size.times() + " times";
        Figures figures = new Figures(
                "p50, ms", size.resources(), larger, larger + " / once", "bar", "CPU ms, once", "CPU ms, " + larger);
        for (String workload : READS) {
            FhirReport.Row once = before.of(workload).orElseThrow();
            FhirReport.Row often = after.of(workload).orElseThrow();
            double ratio = often.p50() / once.p50();
            figures.row(
                    workload,
                    Figures.of("%.2f", once.p50()),
                    Figures.of("%.2f", often.p50()),
                    Figures.of("%.2f", ratio),
                    "≤ " + BAR + (ratio <= BAR ? "" : ", **missed**"),
                    cpu(once),
                    cpu(often));
        }
        figures.print();
    }

    private static String cpu(FhirReport.Row row) {
        return Figures.of("%.2f + %.2f", row.serverMillis(), row.databaseMillis());
    }
}
