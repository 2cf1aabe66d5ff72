package io.chartside.server.command.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code ./chartside bench}: measures what its options name on a server of its own and prints Markdown tables with the
 * machine; each figure stands beside its bar.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("chartside.home", "."))
                .toAbsolutePath()
                .normalize();
        try {
            run(home, BenchOptions.parse(home, arguments));
        } catch (BenchFailed e) {
            System.err.println("chartside bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Path home, BenchOptions options) throws IOException, InterruptedException {
        try (Workspace workspace = Workspace.open(home)) {
            switch (options.subject()) {
                case SECURITY -> SecurityCost.run(workspace);
                case TENANTS -> ManyTenants.run(workspace);
                case ALL -> everything(workspace, options);
                case SMALL_HEAP -> SmallHeap.run(workspace, options.fhirBench());
                case AGAINST_HAPI ->
                    AgainstHapi.run(
                            workspace,
                            options.fhirBench().orElseThrow(),
                            options.warmUps(),
                            options.fhirBenchOptions());
                case GROWTH -> Growth.run(workspace, options.fhirBench().orElseThrow(), options.size());
                case TOKENS -> TokenRate.run(workspace, options.tokens());
                case CDS_HOOKS -> HookAnswers.run(workspace, Visits.read(options.visits()), options.calls());
                case AUDIT_ORACLE -> AuditRun.run(workspace, options.requests());
                case START -> ServerStart.run(workspace, options.newestJdk(), options.starts());
            }
        }
    }

    private static void everything(Workspace workspace, BenchOptions options) throws IOException, InterruptedException {
        int port = Workspace.freePort();
        UserWaits waits = new UserWaits(Visits.read(options.visits()));
        waits.firstStart(workspace, port);
        try (RunningChartside chartside = RunningChartside.start(workspace, port)) {
            waits.measure(chartside);
            waits.print();
            if (options.fhirBench().isPresent()) {
                FhirWorkloads.run(workspace, chartside, options.fhirBench().get(), options.fhirBenchOptions());
            }
        }
    }
}
