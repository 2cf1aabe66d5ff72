package io.chartside.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

/** Many clients at once on the real database. */
@OnOldestPostgres
class ConcurrencyTest {
    private final ResourceStore store = TestStore.bean(ResourceStore.class);
    private final TenantId tenant = TestStore.freshTenant();

    private static <T> List<T> atOnce(int clients, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : pool.invokeAll(Collections.nCopies(clients, work))) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void writersUnderIfMatch_loseNoUpdate() throws Exception {
        StoredResource patient = TestStore.create(tenant, new Patient());
        List<Integer> won = atOnce(64, () -> {
            int wins = 0;
            while (wins < 1) {
                long seen = TestStore.read(tenant, "Patient", patient.id())
                        .orElseThrow()
                        .version();
                try {
                    TestStore.put(tenant, patient.id(), new Patient(), seen);
                    wins++;
                } catch (WriteRefused refused) {
                    assertThat(refused.reason()).isEqualTo(WriteRefused.Reason.VERSION_MISMATCH);
                }
            }
            return wins;
        });

        ResourceStore.HistoryPage history = store.history(
                tenant,
                TestStore.ALL,
                new ResourceStore.HistoryRequest("Patient", patient.id(), null, null, OptionalInt.of(100), null));
        assertThat(won).hasSize(64);
        assertThat(history.versions())
                .extracting(StoredResource::version)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 65).map(i -> 66 - i).boxed().toList());
    }

    @Test
    void conditionalCreates_makeOneResource() throws Exception {
        UnitOfWork.Criteria criteria = new UnitOfWork.Criteria("Encounter", "identifier=http://race|1");
        StoredResource patient = TestStore.create(tenant, new Patient());
        List<String> ids = atOnce(
                24,
                () -> store.write(tenant, unit -> {
                    unit.lockCriteria(List.of(criteria));
                    List<String> found = unit.match(TestStore.ALL, criteria, 2);
                    if (!found.isEmpty()) {
                        return found.get(0);
                    }
                    Encounter encounter = new Encounter();
                    encounter.addIdentifier().setSystem("http://race").setValue("1");
                    encounter.setSubject(new Reference("Patient/" + patient.id()));
                    return unit.apply(List.of(new Change.Put(
                                    "Encounter",
                                    LogicalIds.next(),
                                    TestStore.json(encounter),
                                    true,
                                    OptionalLong.empty())))
                            .get(0)
                            .id();
                }));
        assertThat(new HashSet<>(ids)).hasSize(1);
    }

    @Test
    void updatesAsCreateOfOneId_makeVersionsWithoutGaps() throws Exception {
        List<Long> versions = atOnce(
                16, () -> TestStore.put(tenant, "same", new Patient(), null).version());
        Set<Long> expected = new HashSet<>();
        for (long v = 1; v <= 16; v++) {
            expected.add(v);
        }
        assertThat(versions).hasSize(16);
        assertThat(new HashSet<>(versions)).isEqualTo(expected);
    }

    @Test
    void transactionsOverTheSameResourcesInOppositeOrder_allCommit() throws Exception {
        StoredResource one = TestStore.create(tenant, new Patient());
        StoredResource two = TestStore.create(tenant, new Patient());
        Change a = new Change.Put("Patient", one.id(), TestStore.json(new Patient()), false, OptionalLong.empty());
        Change b = new Change.Put("Patient", two.id(), TestStore.json(new Patient()), false, OptionalLong.empty());
        atOnce(8, () -> {
            boolean turn = Thread.currentThread().getId() % 2 == 0;
            return store.write(tenant, unit -> unit.apply(turn ? List.of(a, b) : List.of(b, a)));
        });
        assertThat(TestStore.read(tenant, "Patient", one.id()).orElseThrow().version())
                .isEqualTo(9);
        assertThat(TestStore.read(tenant, "Patient", two.id()).orElseThrow().version())
                .isEqualTo(9);
    }
}
