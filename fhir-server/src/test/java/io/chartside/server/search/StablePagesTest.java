package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Property: while others write, a reader who follows the pages sees each resource that does not change exactly once, and
 * one that changes without moving in the order no more than once.
 */
class StablePagesTest {
    private static final int RECORDS = 120;
    private static final List<String> SEARCHES = List.of(
            "_count=7",
            "_count=7&_sort=_id",
            "_count=7&_sort=date",
            "_count=7&status=final",
            "_count=7&code=c",
            "_count=7&_sort=code,-date",
            "_count=7&_sort=-_id,code",
            "_count=7&value-quantity=gt0");
    private final AtomicBoolean readAll = new AtomicBoolean();
    private final SearchTester tester = new SearchTester();
    private final List<StoredResource> patients = List.of(tester.patient("Ueda"), tester.patient("Vega"));

    private String observation(int i, String note) {
        return ("{'resourceType':'Observation','status':'final','code':{'coding':[{'system':'http://l','code':'c'},"
                        + "{'system':'http://l','code':'c%d'}]},'subject':{'reference':'Patient/%s'},"
                        + "'effectiveDateTime':'2026-01-%02d','valueQuantity':{'value':%d.5},'note':[{'text':'%s'}]}")
                .formatted(i % 9, patients.get(i % 2).id(), 1 + i % 28, i, note);
    }

    @Test
    void pages_neitherRepeatNorMissWhatDoesNotChange() throws Exception {
        List<StoredResource> stored = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            stored.add(tester.store(observation(i, "first")));
        }
        Set<String> unchanged = new HashSet<>();
        for (int i = 0; i < RECORDS; i += 2) {
            unchanged.add(stored.get(i).id());
        }
        ExecutorService writers = Executors.newFixedThreadPool(2);
        List<Future<?>> writing = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            int writer = w;
            writing.add(writers.submit(() -> write(stored, writer)));
        }
        try {
            for (String query : SEARCHES) {
                Map<String, Integer> seen = new HashMap<>();
                tester.all("Observation", query).forEach(found -> seen.merge(found.id(), 1, Integer::sum));

                assertThat(seen.keySet()).as(query).containsAll(unchanged);
                assertThat(seen.values()).as(query).allMatch(times -> times == 1);
            }
        } finally {
            readAll.set(true);
        }
        for (Future<?> future : writing) {
            future.get();
        }
        writers.shutdown();
    }

    /** Changes every other resource in place, deletes some, and adds new ones, as long as somebody reads. */
    private void write(List<StoredResource> stored, int writer) {
        Random random = new Random(writer);
        for (int n = 0; !readAll.get(); n++) {
            int i = 1 + 2 * random.nextInt(RECORDS / 2);
            switch (random.nextInt(6)) {
                case 0 -> tester.store(observation(i, "new"));
                case 1 ->
                    TestStore.delete(
                            tester.tenant,
                            "Observation",
                            tester.store(observation(i, "short")).id());
                default ->
                    TestStore.put(
                            tester.tenant, stored.get(i).id(), tester.parse(observation(i, "changed " + n)), null);
            }
        }
    }
}
