package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The FHIR workloads of the benchmark program on a warm server, beside HAPI JPA and beside PostgreSQL alone. */
final class FhirWorkloads {
    /** The benchmark's README: run notes, mixed and the reads once, discard, run again. */
    static final List<String> WARM_UP =
            List.of(("--data gen:16 --do ingest,notes,mixed,read,docs,encounters,claims,audit,code,chain,count,history"
                            + " --patients 16 --notes 2500 --mixed 400 --rounds 1 --duration 10")
                    .split(" "));

    private FhirWorkloads() {}

    static void run(Workspace workspace, RunningChartside chartside, Path program, List<String> options)
            throws IOException, InterruptedException {
        FhirBench bench = FhirBench.of(workspace, chartside, program);
        System.err.println("warming up: everything once, unrecorded");
        bench.runUnrecorded(
                Stream.concat(WARM_UP.stream(), Stream.of("--space", "warm")).toList());
        FhirReport report = bench.run(options);
        besideHapi(report);
        DiskFigures.of(report.sizes(), bench.auditBytes(), List.of()).print();
        Optional<String> missing = PostgresAlone.missing();
        if (missing.isPresent()) {
            System.out.println("What PostgreSQL alone does was not measured: there is no " + missing.get() + ".");
            return;
        }
        besidePostgres(report, PostgresAlone.measure(workspace, chartside, program));
    }

    private static void besideHapi(FhirReport report) throws IOException {
        Figures figures = new Figures(
                "workload, CPU ms a request",
                "ours",
                "HAPI JPA",
                "ours / HAPI",
                "bar",
                "aim",
                "p50 ms",
                "refused",
                "foreign cores");
        for (Workload workload : Workload.all()) {
            report.of(workload.name()).ifPresent(row -> {
                double ratio = workload.ratio(row);
                figures.row(
                        workload.what(),
                        Figures.of("%.2f + %.2f", workload.serverMillis(row), workload.databaseMillis(row)),
                        workload.serverMillis() + " + " + workload.databaseMillis(),
                        Figures.of("%.2f", ratio),
                        workload.barFor(ratio),
                        workload.aimFor(ratio),
                        Figures.of("%.1f", row.p50()),
                        Long.toString(row.refused()),
                        Figures.of("%.2f", row.foreignCores()));
            });
        }
        figures.print();
    }

    private static void besidePostgres(FhirReport report, PostgresAlone alone) throws IOException {
        Figures figures = new Figures("workload", "ours a second", "PostgreSQL alone", "PostgreSQL / ours", "which is");
        for (Workload workload : Workload.all()) {
            Optional<Double> floor = alone.rate(workload.alone());
            Optional<FhirReport.Row> row = report.of(workload.name());
            if (floor.isPresent() && row.isPresent()) {
                double ours = row.get().rate() * row.get().resources();
                figures.row(
                        workload.what(),
                        Figures.of("%,.0f", ours),
                        Figures.of("%,.0f", floor.get()),
                        Figures.of("%.0f", floor.get() / ours),
                        workload.alone());
            }
        }
        figures.print();
    }
}
