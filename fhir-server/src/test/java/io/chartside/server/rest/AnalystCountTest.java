package io.chartside.server.rest;

import static io.chartside.server.rest.LimitedSightTest.caller;
import static io.chartside.server.rest.LimitedSightTest.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.interaction.Readings;
import io.chartside.server.interaction.RequestContext;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.TestDatabase;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantRole;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** An analyst who sees nobody is told counts, and of few not even those (MM14). */
class AnalystCountTest extends RestTest {
    @Autowired
    private ResourceStore store;

    @Autowired
    private Readings readings;

    @Test
    void analyst_isToldLargeCountsAlone() {
        TenantId tenant = new TenantId(TestDatabase.freshTenant());
        for (int i = 0; i < 11; i++) {
            store(
                    store,
                    tenant,
                    "Patient",
                    "n" + i,
                    "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Fam" + i + "\"}]}");
        }
        RequestContext analyst = caller(tenant, "Person/a", TenantRole.ANALYST);
        Map<String, List<String>> count = Map.of("_summary", List.of("count"));

        SearchPage page = readings.search(analyst, new SearchRequest("Patient", count, false, "s"), "GET");
        assertThat(page.total()).hasValue(11);
        assertThat(page.matches()).isEmpty();
        for (Map<String, List<String>> asked : List.of(
                Map.of("_summary", List.of("count"), "_id", List.of("n1")),
                Map.of("_summary", List.of("count", "true")),
                Map.<String, List<String>>of())) {
            assertThatThrownBy(() -> readings.search(analyst, new SearchRequest("Patient", asked, false, "s"), "GET"))
                    .isInstanceOf(FhirRefusal.class);
        }
    }
}
