package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                store.audit(tenant, List.of(row()));
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(TestStore.bean(AuditLog.class)
                        .find(one, new AuditLog.Query(null, null, List.of(), true, 1000, null))
                        .entries())
                .hasSize(countOf(true));
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

    private static AuditRow row() {
        return new AuditRow(LogicalIds.next(), Instant.now(), new byte[0], List.of(), List.of("action=R"));
    }
}
