package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.crypto.SealBroken;
import io.chartside.server.store.ResourceStore.HistoryPage;
import io.chartside.server.store.ResourceStore.HistoryRequest;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** Histories that share a statement say what each by itself would. */
class SharedHistoriesTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId one = TestStore.freshTenant();
    private final TenantId other = TestStore.freshTenant();

    private static HistoryRequest whole(String id) {
        return new HistoryRequest("Patient", id, null, null, OptionalInt.empty(), null);
    }

    /** Read by itself, since it names a size. */
    private static HistoryRequest alone(String id) {
        return new HistoryRequest("Patient", id, null, null, OptionalInt.of(50), null);
    }

    private static void put(TenantId tenant, String id, int versions, String name) {
        for (int i = 1; i <= versions; i++) {
            Patient patient = new Patient();
            patient.addName().setFamily(name + i);
            TestStore.put(tenant, id, patient, null);
        }
    }

    private void assertSame(TenantId tenant, String id) {
        HistoryPage shared = store.history(tenant, TestStore.ALL, whole(id));
        HistoryPage byItself = store.history(tenant, TestStore.ALL, alone(id));
        assertThat(told(shared)).isEqualTo(told(byItself));
        assertThat(shared.total()).isEqualTo(byItself.total());
        assertThat(shared.nextCursor()).isNull();
    }

    private static List<String> told(HistoryPage page) {
        return page.versions().stream()
                .map(v -> v.version() + " " + v.deleted() + " " + v.lastUpdated() + " " + v.patientId() + " "
                        + new String(v.json(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void historiesSideBySide_areEachOfTheirOwnTenantAndResource() throws Exception {
        List<String> ids = List.of("once", "twice", "eight", "nine", "many", "deleted", "large", "never");
        for (TenantId tenant : List.of(one, other)) {
            String name = tenant.equals(one) ? "One" : "Other";
            put(tenant, "once", 1, name);
            put(tenant, "twice", 2, name);
            put(tenant, "eight", 8, name);
            put(tenant, "nine", 9, name);
            put(tenant, "many", 60, name);
            put(tenant, "deleted", 2, name);
            TestStore.delete(tenant, "Patient", "deleted");
            put(tenant, "large", 2, name);
            put(tenant, "large", 1, name.repeat(200_000));
            put(tenant, "large", 1, name);
        }
        ExecutorService threads = Executors.newFixedThreadPool(24);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 480; i++) {
            TenantId tenant = i % 2 == 0 ? one : other;
            String id = ids.get(i / 2 % ids.size());
            all.add(threads.submit(() -> {
                if (id.equals("many")) {
                    HistoryPage page = store.history(tenant, TestStore.ALL, whole(id));
                    assertThat(page.total()).hasValue(60);
                    assertThat(page.nextCursor()).isNotNull();
                } else {
                    assertSame(tenant, id);
                }
                store.read(tenant, TestStore.ALL, "Patient", id); // Its current version is known from then on.
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(store.history(one, TestStore.ALL, whole("deleted")).versions())
                .extracting(StoredResource::deleted)
                .containsExactly(true, false, false);
    }

    @Test
    void aChangedVersion_breaksItsOwnHistoryAlone() throws Exception {
        put(one, "whole", 2, "Whole");
        put(one, "broken", 2, "Broken");
        TestStore.asSuperuser("chartside", connection -> {
            try (var statement = connection.prepareStatement(
                    "update resource_version v set body = set_byte(v.body, 20, get_byte(v.body, 20) # 1) from resource r"
                            + " where r.tenant = ? and r.id = 'broken' and v.tenant = r.tenant and v.rid = r.rid"
                            + " and v.version = 1")) {
                statement.setString(1, one.value());
                assertThat(statement.executeUpdate()).isEqualTo(1);
                return null;
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            boolean broken = i % 4 == 0;
            all.add(threads.submit(() -> {
                if (broken) {
                    assertThatThrownBy(() -> store.history(one, TestStore.ALL, whole("broken")))
                            .isInstanceOf(SealBroken.class)
                            .hasMessageContaining("Patient/broken version 1");
                } else {
                    assertThat(store.history(one, TestStore.ALL, whole("whole")).total())
                            .hasValue(2);
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
    }
}
