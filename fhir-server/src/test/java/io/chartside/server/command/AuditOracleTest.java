package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.command.bench.AuditOracle;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** MA9, R1: over a mixed run with a kill -9 in it, every acknowledged request has exactly the events that an oracle predicts. */
class AuditOracleTest {
    private static final int REQUESTS = 800;

    private final RealServer server = RealServer.shared();

    @Test
    void everyAcknowledgedRequestHasExactlyItsEvents_acrossAKill() throws IOException, InterruptedException {
        AuditOracle oracle = new AuditOracle(server.base(), server::token);

        AuditOracle.Report report = oracle.run(REQUESTS, () -> {
            server.killServer();
            server.startServer();
        });

        assertThat(report.differences()).isEmpty();
        assertThat(report.acknowledged()).isGreaterThan(REQUESTS / 2);
        assertThat(report.events()).isGreaterThan(report.acknowledged() / 2);
        assertThat(server.auditVerified()).contains("is whole");
    }
}
