package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Requests as large as the limits allow and the mixed workload, in a heap of 256 MB; each fails the bench when it does not complete. */
final class SmallHeap {
    private static final String HEAP = "256m";
    private static final List<String> MIXED =
            List.of(("--data gen:8 --do ingest,notes,mixed,read,docs,encounters,claims,audit,code,chain,count,history"
                            + " --patients 8 --notes 400 --mixed 1000 --rounds 1 --duration 5")
                    .split(" "));

    private SmallHeap() {}

    static void run(Workspace workspace, Optional<Path> fhirBench) throws IOException, InterruptedException {
        try (RunningChartside chartside =
                RunningChartside.start(workspace, Workspace.freePort(), Map.of("CHARTSIDE_SERVER_HEAP", HEAP))) {
            largeRequests(chartside);
            if (fhirBench.isEmpty()) {
                System.out.println("The mixed workload was not tried: it needs --fhir-bench DIR.");
                return;
            }
            mixed(workspace, chartside, fhirBench.get());
        }
    }

    private static void largeRequests(RunningChartside chartside) throws IOException, InterruptedException {
        LargeLoad load = new LargeLoad(chartside.fhirBase(), chartside.token("system/*.cruds"));
        String bar = "completes in " + HEAP;
        Figures figures = new Figures("what", "figure", "bar");
        figures.row(
                "transaction of 5,000 entries, cold / again",
                load.transactionOf(5_000) + " / " + load.transactionOf(5_000),
                bar);
        figures.row(
                "transaction of 16 MB, cold / again",
                load.transactionOfBytes(16 << 20) + " / " + load.transactionOfBytes(16 << 20),
                bar);
        figures.row("raw Binary of 1 GB, in / out", load.binaryOf(1L << 30), bar);
        chartside.assertServerWell();
        figures.print();
    }

    private static void mixed(Workspace workspace, RunningChartside chartside, Path fhirBench)
            throws IOException, InterruptedException {
        FhirReport report = FhirBench.of(workspace, chartside, fhirBench).run(MIXED);
        Figures figures = new Figures("workload in a heap of " + HEAP, "p50 / p99 ms", "CPU ms", "refused", "bar");
        for (FhirReport.Row row : report.rows()) {
            figures.row(
                    row.workload(),
                    Figures.of("%.1f / %.1f", row.p50(), row.p99()),
                    Figures.of("%.2f + %.2f", row.serverMillis(), row.databaseMillis()),
                    Long.toString(row.refused()),
                    "0");
        }
        figures.print();
        report.assertNoneRefused();
        chartside.assertServerWell();
    }
}
