package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** Connections that several requests share keep tenants apart. */
class SharedReadsTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId one = TestStore.freshTenant();
    private final TenantId other = TestStore.freshTenant();

    @Test
    void readsSideBySide_areEachAnsweredFromTheirOwnTenant() throws Exception {
        String id =
                TestStore.put(one, "same", new Patient().setActive(true), null).id();
        TestStore.put(other, "same", new Patient().setActive(false), null);
        String onlyInOne = TestStore.create(one, new Patient()).id();
        Random random = new Random(7);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            boolean first = random.nextBoolean();
            TenantId tenant = first ? one : other;
            all.add(threads.submit(() -> {
                String json = new String(store.read(tenant, TestStore.ALL, "Patient", id)
                        .orElseThrow()
                        .json());
                assertThat(json).contains("\"active\":" + first);
                assertThat(store.read(tenant, TestStore.ALL, "Patient", onlyInOne))
                        .matches(found -> found.isPresent() == first);
                audit(tenant, row());
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(events(one)).isEqualTo(countOf(true));
    }

    private static int countOf(boolean wanted) {
        Random random = new Random(7);
        int count = 0;
        for (int i = 0; i < 400; i++) {
            count += random.nextBoolean() == wanted ? 1 : 0;
        }
        return count;
    }

    @Test
    void afterAFailure_theConnectionIsConfinedAnew() {
        TestStore.put(one, "mine", new Patient(), null);
        ConfinedConnections connections = new ConfinedConnections(TestStore.bean(DataSource.class));
        String count = "select count(*) from resource";
        connections.reading(one, session -> session.query(count, List.of(), row -> row.getLong(1)));
        assertThatThrownBy(() -> connections.reading(
                        other, session -> session.query("select 1 / 0 from resource_version", List.of(), row -> 1)))
                .isInstanceOf(DatabaseFailure.class);
        assertThat(connections.<List<Long>>reading(
                        other, session -> session.query(count, List.of(), row -> row.getLong(1))))
                .containsExactly(0L);
        assertThat(connections
                        .<List<Long>>reading(one, session -> session.query(count, List.of(), row -> row.getLong(1)))
                        .get(0))
                .isPositive();
    }

    /** Rounds of changing sets of tenants; the driver prepares each statement at its first run and keeps it. */
    @Test
    void roundsOfManyTenants_answerAndWriteForEachAlone() throws Exception {
        List<TenantId> tenants =
                IntStream.range(0, 24).mapToObj(i -> TestStore.freshTenant()).toList();
        for (TenantId tenant : tenants) {
            Patient patient = new Patient();
            patient.addName().setFamily(tenant.value() + ".");
            TestStore.put(tenant, "same", patient, null);
        }
        int reads = 40;
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < reads * tenants.size(); i++) {
            TenantId tenant = tenants.get(i % tenants.size());
            all.add(threads.submit(() -> {
                assertThat(new String(store.read(tenant, TestStore.ALL, "Patient", "same")
                                .orElseThrow()
                                .json()))
                        .contains("\"" + tenant.value() + ".\"");
                audit(tenant, row(), row());
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        for (TenantId tenant : tenants) {
            AuditVerifier.Report report = TestStore.bean(AuditVerifier.class).verify(tenant);
            assertThat(report.isWhole()).as(report.toString()).isTrue();
            assertThat(events(tenant)).isEqualTo(2 * reads);
        }
    }

    /** As when another process stops in the midst of a commit. */
    @Test
    void lanesThatAnotherProcessHolds_holdUpTheirTenantAlone() throws Exception {
        audit(one, row());
        audit(one, row());
        audit(other, row());
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> held = TestStore.asSuperuser("chartside", connection -> {
            connection.setAutoCommit(false);
            connection
                    .createStatement()
                    .executeQuery("select 1 from audit_lane where tenant = '" + one.value() + "' for update");
            Future<?> waiting = threads.submit(() -> audit(one, row()));
            for (int i = 0; i < 5; i++) {
                audit(other, row());
            }
            assertThat(waiting.isDone()).isFalse();
            connection.rollback();
            return waiting;
        });
        held.get();
        threads.shutdown();
        for (TenantId tenant : List.of(one, other)) {
            assertThat(TestStore.bean(AuditVerifier.class).verify(tenant).isWhole())
                    .isTrue();
        }
        assertThat(TestStore.bean(AuditVerifier.class).verify(one).rows()).isEqualTo(3);
        assertThat(TestStore.bean(AuditVerifier.class).verify(other).rows()).isEqualTo(6);
    }

    /** A row that the database refuses: its event has no id. */
    @Test
    void rowThatCannotBeWritten_failsItsOwnRequestAlone() throws Exception {
        for (TenantId tenant : List.of(one, other)) {
            audit(tenant, row());
        }
        AuditRow broken = new AuditRow("no\0id", Instant.now(), new byte[0], List.of(), List.of("action=R"));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> good = new ArrayList<>();
        List<Future<?>> bad = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            good.add(threads.submit(() -> audit(other, row())));
            bad.add(threads.submit(() -> audit(one, broken)));
        }
        for (Future<?> each : good) {
            each.get();
        }
        for (Future<?> each : bad) {
            assertThatThrownBy(each::get).hasCauseInstanceOf(DatabaseFailure.class);
        }
        threads.shutdown();
        assertThat(events(other)).isEqualTo(101);
        assertThat(TestStore.bean(AuditVerifier.class).verify(one).rows()).isEqualTo(1);
    }

    /** As the audit's trail does it. */
    private void audit(TenantId tenant, AuditRow... rows) {
        if (!store.auditTogether(tenant, List.of(rows), Optional.empty())) {
            store.audit(tenant, List.of(rows));
        }
    }

    /** Requests side by side share rows, so these are not what is counted. */
    private static int events(TenantId tenant) {
        return TestStore.bean(AuditLog.class)
                .find(tenant, new AuditLog.Query(null, null, List.of(), true, 1000, null))
                .entries()
                .stream()
                .mapToInt(entry -> entry.events().size())
                .sum();
    }

    private static AuditRow row() {
        return new AuditRow(LogicalIds.next(), Instant.now(), new byte[0], List.of(), List.of("action=R"));
    }
}
