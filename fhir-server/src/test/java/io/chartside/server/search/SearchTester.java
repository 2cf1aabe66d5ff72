package io.chartside.server.search;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/** A tenant of the real database to store into and to search. */
final class SearchTester {
    final TenantId tenant = TestStore.freshTenant();
    private final ResourceSearch search = TestStore.bean(ResourceSearch.class);
    private final FhirContext fhir = TestStore.bean(FhirContext.class);

    StoredResource store(String json, Object... ids) {
        return TestStore.create(tenant, parse(json, ids));
    }

    Resource parse(String json, Object... ids) {
        return (Resource)
                fhir.newJsonParser().parseResource(json.replace('\'', '"').formatted(ids));
    }

    StoredResource patient(String family) {
        return store("{'resourceType':'Patient','name':[{'family':'%s'}]}", family);
    }

    static Map<String, List<String>> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters
                        .computeIfAbsent(pair.substring(0, equals), name -> new ArrayList<>())
                        .add(pair.substring(equals + 1));
            }
        }
        return parameters;
    }

    SearchPage page(Sight sight, String type, String query) {
        return search.search(tenant, sight, new SearchRequest(type, parameters(query), false, "tester"));
    }

    SearchPage page(String type, String query) {
        return page(TestStore.ALL, type, query);
    }

    SearchPage within(SearchRequest.Compartment compartment, String type, String query) {
        return search.search(
                tenant,
                TestStore.ALL,
                new SearchRequest(type, parameters(query), false, "tester", Optional.of(compartment)));
    }

    List<String> ids(String type, String query) {
        return ids(page(type, query).matches());
    }

    static List<String> ids(List<StoredResource> resources) {
        return resources.stream().map(StoredResource::id).toList();
    }

    /** Every page's matches, following the cursors. */
    List<StoredResource> all(String type, String query) {
        List<StoredResource> all = new ArrayList<>();
        SearchPage page = page(type, query);
        all.addAll(page.matches());
        while (page.nextCursor() != null) {
            page = page(type, query + "&_cursor=" + page.nextCursor());
            all.addAll(page.matches());
        }
        return all;
    }
}
