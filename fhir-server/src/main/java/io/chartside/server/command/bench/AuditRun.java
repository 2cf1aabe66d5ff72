package io.chartside.server.command.bench;

import io.chartside.server.command.Jdk;
import io.chartside.server.command.LoneServer;
import java.io.IOException;
import java.time.Duration;

/** {@code bench audit-oracle}: every acknowledged request of a long mixed run with a kill -9 has exactly its audit events. */
final class AuditRun {
    private static final String SCOPE = "system/*.cruds drafts";

    private AuditRun() {}

    static void run(Workspace workspace, int requests) throws IOException, InterruptedException {
        LoneServer server =
                workspace.own(LoneServer.on(workspace.home(), workspace.dir().resolve("data"), Workspace.freePort()));
        server.run(Jdk.running());
        String token = server.token(SCOPE);
        AuditOracle oracle = new AuditOracle(server.serverUrl() + "/fhir/demo", () -> token);
        long begun = System.nanoTime();
        AuditOracle.Report report = oracle.run(requests, () -> {
            server.kill();
            server.run(Jdk.running());
        });
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        String verified = server.auditVerified().trim();
        Figures figures = new Figures(
                "requests",
                "acknowledged",
                "cut off by the kill",
                "events",
                "not as predicted",
                "verify",
                "took",
                "bar");
        figures.row(
                Integer.toString(requests),
                Integer.toString(report.acknowledged()),
                Integer.toString(report.unknown()),
                Integer.toString(report.events()),
                Integer.toString(report.differences().size()),
                verified,
                took.toSeconds() + " s",
                "0 not as predicted");
        figures.print();
        if (!report.differences().isEmpty() || !verified.contains("is whole")) {
            throw new BenchFailed(String.join("\n", report.differences()));
        }
    }
}
