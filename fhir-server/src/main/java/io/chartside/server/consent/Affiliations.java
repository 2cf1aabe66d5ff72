package io.chartside.server.consent;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Which Organizations a Practitioner acts for, by his PractitionerRoles; a change counts within five seconds. */
@Component
public final class Affiliations {
    private static final Sight ANY =
            Sight.everythingWithoutAccessCheck("the organizations that a consent may name are looked up");
    private static final int MOST = 200;

    private final ObjectProvider<ResourceSearch> search;
    private final Cache<Of, Set<String>> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofSeconds(5))
            .build();

    Affiliations(ObjectProvider<ResourceSearch> search) {
        this.search = search;
    }

    private record Of(TenantId tenant, String fhirUser) {}

    /** Relative references: the person's own, and for a Practitioner his roles and their Organizations. */
    public Set<String> of(TenantId tenant, String fhirUser) {
        return fhirUser.startsWith("Practitioner/")
                ? known.get(new Of(tenant, fhirUser), this::load)
                : Set.of(fhirUser);
    }

    private Set<String> load(Of of) {
        Set<String> references = new HashSet<>(Set.of(of.fhirUser()));
        SearchRequest roles = new SearchRequest(
                "PractitionerRole",
                Map.of("practitioner", List.of(of.fhirUser()), "_count", List.of(Integer.toString(MOST))),
                false,
                "consent");
        for (StoredResource role :
                search.getObject().search(of.tenant(), ANY, roles).matches()) {
            references.add("PractitionerRole/" + role.id());
            JsonNode organization = JsonTree.ofStored(role.json()).path("organization");
            if (organization.has("reference")) {
                references.add(organization.path("reference").asText());
            }
        }
        return references;
    }
}
