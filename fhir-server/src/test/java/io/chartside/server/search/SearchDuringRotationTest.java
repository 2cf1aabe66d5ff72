package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.store.HeadRekeying;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A search that is held up for as long as an index key lives, between its words and its rows. */
class SearchDuringRotationTest {
    private final SearchTester search = new SearchTester();
    private final TenantId tenant = search.tenant;

    private List<String> found(Sight sight) {
        return search.page(sight, "Patient", "family=Outlasting").matches().stream()
                .map(StoredResource::id)
                .toList();
    }

    private void rotateIndexKey() {
        KeyRotation rotation = TestStore.bean(KeyRotation.class);
        int version = rotation.announce(tenant, RotatedKey.INDEX);
        rotation.awaitKnown();
        rotation.use(tenant, RotatedKey.INDEX, version);
        rotation.awaitKnown();
        TestStore.bean(HeadRekeying.class).run(tenant);
        rotation.awaitKnown();
        rotation.retireFormer(tenant, RotatedKey.INDEX);
    }

    /** Every moment at which a search asks what may be seen is one at which it may be held up. */
    @Test
    void aSearchThatOutlastsARotation_findsWhatIsThere() {
        String id = search.patient("Outlasting").id();
        AtomicInteger asked = new AtomicInteger();
        Sight counting = type -> {
            asked.incrementAndGet();
            return TestStore.ALL.of(type);
        };
        assertThat(found(counting)).containsExactly(id);

        for (int moment = 1; moment <= asked.get(); moment++) {
            int held = moment;
            AtomicInteger count = new AtomicInteger();
            Sight heldUp = type -> {
                if (count.incrementAndGet() == held) {
                    rotateIndexKey();
                }
                return TestStore.ALL.of(type);
            };
            assertThat(found(heldUp)).as("held up at moment %d", moment).containsExactly(id);
        }
    }
}
