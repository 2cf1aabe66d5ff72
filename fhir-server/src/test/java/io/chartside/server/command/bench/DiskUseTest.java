package io.chartside.server.command.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.command.EmbeddedDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUseTest {
    private static final String TABLES = """
            create table resource (rid bigint primary key, body bytea not null);
            create table audit_lane (lane smallint primary key, seq bigint not null);
            create table audit_event (seq bigint, recorded date, id text, event bytea, primary key (seq, recorded))
                partition by range (recorded);
            alter table audit_event alter column event set storage external;
            create index audit_event_id on audit_event (id);
            create table audit_event_2026_11 partition of audit_event for values from ('2026-11-01') to ('2026-12-01');
            create table audit_event_other partition of audit_event default;
            """;

    @Test
    void auditsTablesWithIndexesAndToast_areToldApartFromAllOtherFiles(@TempDir Path data) throws Exception {
        Files.createDirectories(data.resolve("logs"));
        Path noted = data.resolve("audit-bytes");
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data);
                var connection = DriverManager.getConnection(database.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
            DiskUse disk = DiskUse.of(data.resolve("postgres"), database.jdbcUrl(), noted);
            assertThat(disk.audit()).isEmpty();
            long rest = run(disk.command());
            statement.execute("insert into audit_event select g, date '2026-10-31' + (g % 2)::int, 'r' || g,"
                    + " convert_to(repeat('x', 3000), 'UTF8') from generate_series(1, 2000) g");
            long restAfterAudit = run(disk.command());
            statement.execute(
                    "insert into resource select g, convert_to(repeat(md5(g::text), 20), 'UTF8') from generate_series(1, 5000) g");
            long restAfterResources = run(disk.command());

            List<Long> audit = disk.audit();
            assertThat(audit).hasSize(3);
            // 2,000 events of 3,000 bytes outside of the row, half of them in the default partition.
            assertThat(audit.get(1) - audit.get(0)).isGreaterThan(6_000_000);
            assertThat(restAfterAudit - rest).isLessThan(500_000);
            assertThat(audit.get(2)).isEqualTo(audit.get(1));
            assertThat(restAfterResources - restAfterAudit).isGreaterThan(3_000_000);
            disk.forget();
            assertThat(disk.audit()).isEmpty();
        }
    }

    private static long run(String command) throws Exception {
        Process shell = new ProcessBuilder("bash", "-c", command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        return Long.parseLong(said.trim());
    }
}
