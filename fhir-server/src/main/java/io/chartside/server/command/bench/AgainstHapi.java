package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code bench --against-hapi}: every FHIR workload on ours and on HAPI JPA in turn, on one machine in one run. */
final class AgainstHapi {
    private AgainstHapi() {}

    /**
     * @param warmUps how often everything is run before, unrecorded
     * @param options of the benchmark program for the recorded run
     */
    static void run(Workspace workspace, Path program, int warmUps, List<String> options)
            throws IOException, InterruptedException {
        try (RunningChartside chartside = RunningChartside.start(workspace, Workspace.freePort());
                RunningHapi hapi = RunningHapi.start(workspace, Workspace.freePort())) {
            FhirBench bench = FhirBench.of(workspace, chartside, program).against(hapi.asSecondServer());
            for (int i = 1; i <= warmUps; i++) {
                System.err.println("warming up both: everything once, unrecorded, " + i + " of " + warmUps);
                List<String> warmUp = new ArrayList<>(FhirWorkloads.WARM_UP);
                // With more patients an amendment in the same space of identifiers would move a visit to another
                // patient.
                warmUp.addAll(List.of("--space", "warm-" + i));
                bench.runUnrecorded(warmUp);
            }
            List<FhirReport> both = bench.runBoth(options);
            sideBySide(both.get(0), both.get(1)).print();
            DiskFigures.of(both.get(0).sizes(), bench.auditBytes(), both.get(1).sizes())
                    .print();
            both.forEach(FhirReport::assertNoneRefused);
        }
    }

    static Figures sideBySide(FhirReport ours, FhirReport hapi) throws IOException {
        Figures figures = new Figures(
                "workload, CPU ms a request",
                "ours",
                "HAPI JPA here",
                "ours / HAPI",
                "bar",
                "aim",
                "p50 ms, ours / HAPI",
                "refused, ours / HAPI",
                "foreign cores");
        for (Workload workload : Workload.all()) {
            Optional<FhirReport.Row> our = ours.of(workload.name());
            Optional<FhirReport.Row> its = hapi.of(workload.name());
            if (our.isPresent() && its.isPresent()) {
                double ratio = workload.ratio(our.get(), its.get());
                figures.row(
                        workload.what(),
                        cpu(workload, our.get()),
                        cpu(workload, its.get()),
                        Figures.of("%.3f", ratio),
                        workload.barFor(ratio),
                        workload.aimFor(ratio),
                        Figures.of("%.1f / %.1f", our.get().p50(), its.get().p50()),
                        our.get().refused() + " / " + its.get().refused(),
                        Figures.of(
                                "%.2f / %.2f",
                                our.get().foreignCores(), its.get().foreignCores()));
            }
        }
        return figures;
    }

    private static String cpu(Workload workload, FhirReport.Row row) {
        return Figures.of("%.2f + %.2f", workload.serverMillis(row), workload.databaseMillis(row));
    }
}
