package io.chartside.server.interaction;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chartside.server.access.Interaction;
import io.chartside.server.json.JsonTree;
import io.chartside.server.search.ResourceSearch;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.BaaPolicy;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Takes nothing of a patient in before the tenant's business associate agreement is executed, or after its end (MH11,
 * MM22). The agreements are kept for four seconds, so that one executed or ended in another process counts within five;
 * whether they cover this moment is asked at every write. What is stored may still be read, and deleted: an agreement
 * that ends obliges to return or destroy (45 CFR 164.504(e)(2)(ii)(J)).
 */
@Component
public final class Agreements {
    private static final Duration KEPT = Duration.ofSeconds(4);
    private static final Duration LOOKED_UP_AGAIN = Duration.ofSeconds(2);
    private static final Sight ALL = Sight.everythingWithoutAccessCheck("business associate agreements");

    /** What a tenant is set up with before it may hold a record; every other type may tell of a patient. */
    private static final Set<String> OF_NO_PATIENT = Set.of(
            "Organization",
            "OrganizationAffiliation",
            "Practitioner",
            "PractitionerRole",
            "Location",
            "HealthcareService",
            "Endpoint",
            "Contract",
            "Medication",
            "Substance",
            "CodeSystem",
            "ValueSet",
            "ConceptMap",
            "NamingSystem",
            "StructureDefinition",
            "SearchParameter",
            "OperationDefinition",
            "CapabilityStatement",
            "Questionnaire",
            "PlanDefinition",
            "ActivityDefinition",
            "Library",
            "Measure",
            "Subscription");

    private final Tenants tenants;
    private final ResourceSearch search;
    private final Clock clock;
    private final LoadingCache<TenantId, List<Agreement>> known = Caffeine.newBuilder()
            .expireAfterWrite(KEPT)
            .refreshAfterWrite(LOOKED_UP_AGAIN)
            .build(this::load);

    Agreements(Tenants tenants, ResourceSearch search, Clock clock) {
        this.tenants = tenants;
        this.search = search;
        this.clock = clock;
    }

    /** @throws FhirRefusal 403 that says what is missing */
    void require(TenantId tenant, Interaction interaction, String type) {
        boolean takesIn = interaction == Interaction.CREATE
                || interaction == Interaction.UPDATE
                || interaction == Interaction.PATCH;
        if (takesIn && !OF_NO_PATIENT.contains(type)) {
            require(tenant);
        }
    }

    /** @throws FhirRefusal 403 that says what is missing */
    public void require(TenantId tenant) {
        TenantSettings settings = tenants.find(tenant).orElseThrow();
        if (settings.baa() == BaaPolicy.RECORDED_ELSEWHERE) {
            return;
        }
        Instant now = clock.instant();
        List<Agreement> executed = known.get(tenant);
        if (executed.stream().noneMatch(agreement -> agreement.covers(now))) {
            throw FhirRefusal.forbidden("No business associate agreement of " + settings.name()
                    + " is in force, so nothing of a patient is taken in: it needs a Contract of type "
                    + Agreement.SYSTEM
                    + "|" + Agreement.BAA + " with status executed, within the period that it applies. "
                    + (executed.isEmpty() ? "There is none" : "The executed one has ended, or has not begun"));
        }
    }

    /** Of staff pages and the command line: whether one is in force now. */
    public boolean inForce(TenantId tenant) {
        Instant now = clock.instant();
        return known.get(tenant).stream().anyMatch(agreement -> agreement.covers(now));
    }

    /** A Contract of the tenant was written. */
    void forget(TenantId tenant) {
        known.invalidate(tenant);
    }

    private List<Agreement> load(TenantId tenant) {
        List<Agreement> executed = new ArrayList<>();
        String cursor = null;
        do {
            Map<String, List<String>> parameters = cursor == null
                    ? Map.of("status", List.of("executed"), "_count", List.of("100"))
                    : Map.of("status", List.of("executed"), "_count", List.of("100"), "_cursor", List.of(cursor));
            SearchPage page =
                    search.search(tenant, ALL, new SearchRequest("Contract", parameters, false, "agreements"));
            for (StoredResource stored : page.matches()) {
                var contract = JsonTree.ofStored(stored.json());
                if (Agreement.isExecuted(contract)) {
                    executed.add(Agreement.of(contract));
                }
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return List.copyOf(executed);
    }
}
