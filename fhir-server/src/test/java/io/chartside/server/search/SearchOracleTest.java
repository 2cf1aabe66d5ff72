package io.chartside.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TestStore;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** Property: a search finds what reading everything would find, no more, no less, and in pages that join. */
class SearchOracleTest {
    private static final long SEED = 20261122;
    private static final int QUESTIONS = 1_000;

    private final ResourceSearch search = TestStore.bean(ResourceSearch.class);
    private final FhirContext fhir = TestStore.bean(FhirContext.class);
    private final TenantId tenant = TestStore.freshTenant();
    private final RandomRecord random = new RandomRecord(SEED);
    private final Map<String, List<Resource>> stored = new LinkedHashMap<>();

    private void store(String json) {
        Resource resource = (Resource) fhir.newJsonParser().parseResource(json.replace('\'', '"'));
        StoredResource answer = TestStore.create(tenant, resource);
        Resource read =
                (Resource) fhir.newJsonParser().parseResource(new String(answer.json(), StandardCharsets.UTF_8));
        stored.computeIfAbsent(answer.type(), type -> new ArrayList<>()).add(read);
        if (List.of("Patient", "Encounter", "Location").contains(answer.type())) {
            random.learn(answer.type(), answer.id());
        }
    }

    @Test
    void searchesFindWhatReadingEverythingFinds() {
        for (int i = 0; i < 12; i++) {
            store(random.patient());
        }
        for (int i = 0; i < 10; i++) {
            store(random.location());
        }
        for (int i = 0; i < 40; i++) {
            store(random.encounter());
        }
        for (int i = 0; i < 80; i++) {
            store(random.condition());
            store(random.observation());
        }
        BruteForceOracle oracle = new BruteForceOracle(fhir, stored);
        int answered = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            String type = List.copyOf(stored.keySet()).get(i % stored.size());
            List<RandomRecord.Question> questions = random.questions(type);
            List<String> expected = stored.get(type).stream()
                    .filter(resource -> questions.stream()
                            .allMatch(q -> oracle.matches(resource, q.name(), q.modifier(), q.value())))
                    .map(resource -> resource.getIdElement().getIdPart())
                    .toList();
            answered += expected.isEmpty() ? 0 : 1;

            List<String> found = all(type, questions);

            assertThat(found).as("%s %s", type, questions).doesNotHaveDuplicates();
            assertThat(found).as("%s %s", type, questions).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(count(type, questions))
                    .as("count of %s %s", type, questions)
                    .isEqualTo(expected.size());
        }
        assertThat(answered).as("questions with answers").isGreaterThan(QUESTIONS / 4);
    }

    private Map<String, List<String>> parameters(List<RandomRecord.Question> questions) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        questions.forEach(q ->
                parameters.computeIfAbsent(q.key(), key -> new ArrayList<>()).add(q.value()));
        return parameters;
    }

    private List<String> all(String type, List<RandomRecord.Question> questions) {
        List<String> found = new ArrayList<>();
        Map<String, List<String>> parameters = parameters(questions);
        parameters.put("_count", List.of("7"));
        String cursor = null;
        do {
            if (cursor != null) {
                parameters.put("_cursor", Collections.singletonList(cursor));
            }
            SearchPage page =
                    search.search(tenant, TestStore.ALL, new SearchRequest(type, parameters, false, "oracle"));
            page.matches().forEach(match -> found.add(match.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        return found;
    }

    private long count(String type, List<RandomRecord.Question> questions) {
        Map<String, List<String>> parameters = parameters(questions);
        parameters.put("_summary", List.of("count"));
        return search.search(tenant, TestStore.ALL, new SearchRequest(type, parameters, false, "oracle"))
                .total()
                .orElseThrow();
    }
}
