package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A superuser who writes lanes anew, with every hash right, is found by what stands outside of the database (MA9, R13). */
class AuditCheckpointsTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final AuditCheckpoints checkpoints = TestStore.bean(AuditCheckpoints.class);
    private final AuditVerifier verifier = TestStore.bean(AuditVerifier.class);
    private final TenantId tenant = TestStore.freshTenant();

    private void append(int rows) {
        for (int i = 0; i < rows; i++) {
            AuditRow row = new AuditRow(
                    LogicalIds.next(),
                    Instant.parse("2026-11-05T10:00:00Z").plusMillis(i * 137L),
                    "{\"resourceType\":\"AuditEvent\",\"entity\":[]}".getBytes(StandardCharsets.UTF_8),
                    List.of(),
                    i % 3 == 0 ? List.of() : List.of("action=R", "agent=Practitioner/" + i));
            store.write(tenant, unit -> {
                unit.audit(List.of(row));
                return null;
            });
        }
    }

    private int change(String sql) {
        return TestStore.asSuperuser("chartside", connection -> execute(connection, sql));
    }

    private int execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(sql.replace(":tenant", "'" + tenant.value() + "'"))) {
            return statement.executeUpdate();
        }
    }

    private record Lane(int number, long seq) {}

    private Lane longest() {
        return TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select lane, seq from audit_lane where tenant = ? order by seq desc limit 1")) {
                statement.setString(1, tenant.value());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Lane(row.getInt(1), row.getLong(2));
                }
            }
        });
    }

    /** Cuts the lane's last row off and sets the lane back, so that what is left is whole in itself. */
    private void cutOff(Lane lane) {
        String at = " where tenant = :tenant and lane = " + lane.number();
        assertThat(change("delete from audit_event" + at + " and seq = " + lane.seq()))
                .isEqualTo(1);
        assertThat(change("update audit_lane set seq = seq - 1, hash = coalesce((select e.hash from audit_event e"
                        + " where e.tenant = audit_lane.tenant and e.lane = audit_lane.lane and e.seq = audit_lane.seq - 1),"
                        + " decode(repeat('00', 32), 'hex'))" + at))
                .isEqualTo(1);
    }

    /** Lines of the tenant, of whichever process. */
    private List<String> lines() throws IOException {
        try (Stream<Path> files = Files.list(TestDatabase.dataDir().resolve("audit-checkpoints"))) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(tenant + " "))
                        .forEach(lines::add);
            }
            return lines;
        }
    }

    @Test
    void rowsCutOffTogetherWithTheLanesHead_areMissed_byTheCheckpointAlone() {
        append(20);
        Lane lane = longest();
        TestCheckpoints.write(checkpoints, tenant);
        append(3);
        assertThat(verifier.verify(tenant)).satisfies(report -> {
            assertThat(report.isWhole()).as(report.toString()).isTrue();
            assertThat(report.rows()).isEqualTo(23);
        });
        while (longest().seq() > 0 && rowsOf(lane.number()) >= lane.seq()) {
            cutOff(new Lane(lane.number(), rowsOf(lane.number())));
        }

        assertThat(verifier.verify(tenant).breaks())
                .extracting(AuditVerifier.Break::lane, AuditVerifier.Break::seq)
                .containsExactly(tuple(lane.number(), lane.seq()));
    }

    private long rowsOf(int lane) {
        return TestStore.asSuperuser("chartside", connection -> {
            try (ResultSet row = connection
                    .createStatement()
                    .executeQuery(
                            "select seq from audit_lane where tenant = '" + tenant.value() + "' and lane = " + lane)) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    @Test
    void lastRowReplacedWithAllHashesRight_differsFromTheCheckpoint() {
        append(20);
        TestCheckpoints.write(checkpoints, tenant);
        Lane lane = longest();
        TestStore.asSuperuser("chartside", connection -> forge(connection, lane));

        assertThat(verifier.verify(tenant).breaks()).singleElement().satisfies(found -> {
            assertThat(found.lane()).isEqualTo(lane.number());
            assertThat(found.seq()).isLessThanOrEqualTo(lane.seq());
            assertThat(found.problem()).contains("up to " + lane.seq());
        });
    }

    /** Gives the row another id and makes its hash and the lane's head anew. */
    private int forge(Connection connection, Lane lane) throws SQLException {
        String row = " from audit_event where tenant = '" + tenant.value() + "' and lane = " + lane.number()
                + " and seq = " + lane.seq();
        try (ResultSet found = connection
                .createStatement()
                .executeQuery(
                        "select (extract(epoch from recorded) * 1000)::bigint, tokens::text, event, prev_hash" + row)) {
            found.next();
            String id = LogicalIds.next();
            byte[] hash = AuditChain.link(
                    found.getBytes(4),
                    lane.number(),
                    lane.seq(),
                    found.getLong(1),
                    id,
                    found.getString(2),
                    found.getBytes(3));
            try (PreparedStatement event = connection.prepareStatement(
                            "update audit_event set id = ?, hash = ? where tenant = ? and lane = ? and seq = ?");
                    PreparedStatement head = connection.prepareStatement(
                            "update audit_lane set hash = ? where tenant = ? and lane = ?")) {
                event.setString(1, id);
                event.setBytes(2, hash);
                event.setString(3, tenant.value());
                event.setInt(4, lane.number());
                event.setLong(5, lane.seq());
                head.setBytes(1, hash);
                head.setString(2, tenant.value());
                head.setInt(3, lane.number());
                return event.executeUpdate() + head.executeUpdate();
            }
        }
    }

    @Test
    void checkpoints_areWrittenWhenSomethingHasMoved() throws IOException {
        append(4);
        TestCheckpoints.write(checkpoints, tenant);
        TestCheckpoints.write(checkpoints, tenant);
        append(4);
        TestCheckpoints.write(checkpoints, tenant);

        assertThat(lines()).hasSize(2);
        assertThat(verifier.verify(tenant).isWhole()).isTrue();
    }

    @Test
    void lanesThatWereMoved_areWrittenWithoutBeingNamed() throws IOException {
        append(2);
        checkpoints.writeMoved(List::of);

        assertThat(lines()).hasSize(1);
    }
}
