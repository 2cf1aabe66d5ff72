package io.chartside.server.consent;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.index.DateRange;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * For which patients a person has broken the glass (v3 PurposeOfUse, BTG). The Task that asks for its review is what opens it,
 * until the end of its {@code restriction.period}, so that there is no opening without a review.
 */
@Component
public final class BrokenGlass {
    public static final String SYSTEM = "https://chartside.io/fhir/CodeSystem/task";
    public static final String CODE = "break-glass";
    /** How long the glass stays open at most. */
    public static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Sight ANY =
            Sight.everythingWithoutAccessCheck("the glass that a person has broken is looked up");
    private static final Set<String> CLOSED = Set.of("cancelled", "rejected", "failed", "entered-in-error");
    private static final String MOST = "200";

    private final ObjectProvider<ResourceSearch> search;
    private final ResourceStore store;
    private final Clock clock;
    private final Cache<Of, Map<String, Open>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(2))
            .build();

    BrokenGlass(ObjectProvider<ResourceSearch> search, ResourceStore store, Clock clock) {
        this.search = search;
        this.store = store;
        this.clock = clock;
    }

    private record Of(TenantId tenant, String fhirUser) {}

    /** @param rid number of the patient's row */
    private record Open(long rid, long until) {}

    /** Numbers of the rows of the patients whose glass is open to this person now. */
    public Set<Long> openTo(TenantId tenant, String fhirUser) {
        return open(tenant, fhirUser).map(open -> open.getValue().rid()).collect(Collectors.toSet());
    }

    /** Logical ids of the same patients. */
    public Set<String> patientsOpenTo(TenantId tenant, String fhirUser) {
        return open(tenant, fhirUser).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private Stream<Map.Entry<String, Open>> open(TenantId tenant, String fhirUser) {
        long now = clock.millis();
        return known.get(new Of(tenant, fhirUser), this::load).entrySet().stream()
                .filter(open -> open.getValue().until() > now);
    }

    /** To be called when the person has broken one. */
    public void changed(TenantId tenant, String fhirUser) {
        known.invalidate(new Of(tenant, fhirUser));
    }

    /** Whether a Task is one that opens. */
    public static boolean isOpening(JsonNode task) {
        for (JsonNode coding : task.path("code").path("coding")) {
            if (coding.path("system").asText().equals(SYSTEM)
                    && coding.path("code").asText().equals(CODE)) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Open> load(Of of) {
        Map<String, Open> open = new HashMap<>();
        Map<String, List<String>> asked = Map.of(
                "code", List.of(SYSTEM + "|" + CODE),
                "requester", List.of(of.fhirUser()),
                "authored-on", List.of("ge" + clock.instant().minus(LONGEST).toString()),
                "_count", List.of(MOST));
        for (StoredResource found : search.getObject()
                .search(of.tenant(), ANY, new SearchRequest("Task", asked, false, "consent"))
                .matches()) {
            JsonNode task = JsonTree.ofStored(found.json());
            if (isOpening(task) && !CLOSED.contains(task.path("status").asText())) {
                found.patientId()
                        .flatMap(id -> store.read(of.tenant(), ANY, "Patient", id))
                        .ifPresent(patient -> open.merge(
                                patient.id(),
                                new Open(patient.rid(), end(task)),
                                (one, other) -> one.until() > other.until() ? one : other));
            }
        }
        return open;
    }

    /** No longer than the longest, whatever the Task says. */
    private static long end(JsonNode task) {
        try {
            long authored = DateRange.parse(task.path("authoredOn").asText()).low();
            long end = DateRange.parse(
                            task.path("restriction").path("period").path("end").asText())
                    .low();
            return Math.min(end, authored + LONGEST.toMillis());
        } catch (DateTimeException e) {
            return Long.MIN_VALUE;
        }
    }
}
