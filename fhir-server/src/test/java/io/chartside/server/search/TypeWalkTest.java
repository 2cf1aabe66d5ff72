package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.crypto.SealBroken;
import io.chartside.server.store.Change;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The walk along a type: what it opens, and how far a page goes. */
class TypeWalkTest {
    private static final int ROWS = 2_600;
    private final SearchTester tester = new SearchTester();
    private final List<StoredResource> patients =
            List.of(tester.patient("Abe"), tester.patient("Baba"), tester.patient("Chiba"));

    private String observation(int i, String status) {
        return ("{'resourceType':'Observation','status':'%s','code':{'text':'x'},'subject':{'reference':'Patient/%s'},"
                        + "'effectiveDateTime':'2026-01-01','valueQuantity':{'value':%d}}")
                .formatted(status, patients.get(i % 3).id(), i);
    }

    private void fill() {
        for (int from = 0; from < ROWS; from += 200) {
            List<Change> changes = new ArrayList<>();
            for (int i = from; i < from + 200; i++) {
                changes.add(new Change.Put(
                        "Observation",
                        LogicalIds.next(),
                        TestStore.json(tester.parse(observation(i, "final"))),
                        true,
                        OptionalLong.empty()));
            }
            TestStore.bean(ResourceStore.class).write(tester.tenant, unit -> unit.apply(changes));
        }
    }

    @Test
    void equality_opensOnlyWhatMayMatch_otherCriteriaPageByPage() {
        StoredResource oldest = tester.store(observation(0, "amended"));
        fill();
        StoredResource newest = tester.store(observation(1, "amended"));
        breakBodiesExcept(oldest, newest);

        SearchPage page = tester.page("Observation", "status=amended&_count=10");

        assertThat(SearchTester.ids(page.matches())).containsExactly(newest.id(), oldest.id());
        assertThat(page.nextCursor()).isNull();
        assertThat(tester.page("Observation", "status=amended&_total=accurate").total())
                .hasValue(2);
        assertThatThrownBy(() -> tester.page("Observation", "value-quantity=lt0"))
                .isInstanceOf(SealBroken.class);
    }

    @Test
    void pageThatLooksAtTooMany_isShortAndGoesOn() {
        StoredResource oldest = tester.store(observation(0, "amended"));
        fill();

        SearchPage first = tester.page("Observation", "value-quantity=eq0&patient:missing=false");
        assertThat(first.matches()).hasSizeLessThan(2);
        assertThat(first.nextCursor()).isNotNull();
        assertThat(SearchTester.ids(tester.all("Observation", "value-quantity=eq0&patient:missing=false")))
                .contains(oldest.id())
                .hasSize(2);
        assertThat(tester.page("Observation", "value-quantity=ge0&_count=1&_total=accurate")
                        .total())
                .hasValue(ROWS + 1);
        assertThat(tester.page("Observation", "value-quantity=ge0&_sort=value-quantity,-_id&_count=1")
                        .matches())
                .singleElement()
                .satisfies(least -> assertThat(new String(least.json(), StandardCharsets.UTF_8))
                        .contains("\"value\":0"));
    }

    /** Whatever opens one of the others fails. */
    private void breakBodiesExcept(StoredResource one, StoredResource other) {
        TestStore.asSuperuser("chartside", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "update resource_version set body = decode(repeat('00', 64), 'hex') where tenant = ?"
                            + " and type = (select type from resource where tenant = ? and rid = ?) and rid <> ? and rid <> ?")) {
                statement.setString(1, tester.tenant.value());
                statement.setString(2, tester.tenant.value());
                statement.setLong(3, one.rid());
                statement.setLong(4, one.rid());
                statement.setLong(5, other.rid());
                assertThat(statement.executeUpdate()).isEqualTo(ROWS);
                return null;
            }
        });
    }
}
