package io.chartside.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.consent.Affiliations;
import io.chartside.server.consent.Asker;
import io.chartside.server.consent.BrokenGlass;
import io.chartside.server.consent.Decided;
import io.chartside.server.consent.Restrictions;
import io.chartside.server.index.SearchWords;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.Sight.Extent;
import io.chartside.server.store.Sight.Limit;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * What labels and Consents keep back from a caller of what its scopes and roles show. In a tenant that has neither, every
 * extent stays as it is.
 *
 * <p>The operator's staff is in no patient's care, whomever it stands in for: by a grant nothing is seen that bears a label, no
 * glass is broken, and every denial counts (docs/adr/0072).
 */
@Component
final class StoredLimits implements Limits {
    private static final List<String> AUTHORSHIPS = List.of(
            "author",
            "assessor",
            "performer",
            "sender",
            "source",
            "agent",
            "recorder",
            "asserter",
            "requester",
            "enterer");

    private final Restrictions restrictions;
    private final Affiliations affiliations;
    private final BrokenGlass glass;
    private final SearchWords words;
    private final Tenants tenants;

    StoredLimits(
            Restrictions restrictions,
            Affiliations affiliations,
            BrokenGlass glass,
            SearchWords words,
            Tenants tenants) {
        this.restrictions = restrictions;
        this.affiliations = affiliations;
        this.glass = glass;
        this.words = words;
        this.tenants = tenants;
    }

    @Override
    public OfCaller of(Caller caller, Set<Role> standing) {
        Restrictions.OfTenant tenant = restrictions.of(caller.tenant());
        boolean backEnd = standing.contains(Role.BACK_END);
        boolean own = isThePatient(caller, standing);
        boolean consents = tenant.hasConsents() && !own;
        int hidden = tenant.labels() & hidden(caller, standing);
        int ofAuthor = backEnd ? 0 : tenant.labels() & Sensitivity.PSYCHOTHERAPY;
        int byConsent = own ? 0 : tenant.labels() & Sensitivity.PART_2;
        if (!consents && (hidden | ofAuthor | byConsent) == 0) {
            return OfCaller.NONE;
        }
        Function<String, Decided> decided = consents ? decided(tenant, caller, standing) : type -> Decided.NOTHING;
        Set<Long> opened = mayHaveOpened(caller, standing)
                ? glass.openTo(caller.tenant(), caller.fhirUser().orElseThrow())
                : Set.of();
        Set<Long> freed = breaksConsents(caller) ? opened : Set.of();
        return (type, extent) -> {
            if (extent instanceof Extent.Nothing || type.equals("AuditEvent")) {
                return extent;
            }
            Decided ofType = decided.apply(type).without(freed);
            Limit limit = new Limit(
                    hidden,
                    ofAuthor,
                    caller.practitioner().stream().findFirst().orElse(""),
                    authorships(type),
                    byConsent,
                    ofType.part2(),
                    ofType.denied(),
                    new ArrayList<>(ofType.deniedLabels().keySet()),
                    new ArrayList<>(ofType.deniedLabels().values()),
                    opened);
            return limit.isNone() ? extent : new Extent.Limited(extent, limit);
        };
    }

    /** Where nothing is kept back there is nothing to open, and nothing is looked up. */
    @Override
    public Set<String> opened(Caller caller, Set<Role> standing) {
        if (!mayHaveOpened(caller, standing)) {
            return Set.of();
        }
        Restrictions.OfTenant tenant = restrictions.of(caller.tenant());
        return tenant.hasConsents() || tenant.labels() != 0
                ? glass.patientsOpenTo(caller.tenant(), caller.fhirUser().orElseThrow())
                : Set.of();
    }

    @Override
    public Optional<KeptBack> keptBack(Caller caller, Set<Role> standing, StoredResource resource) {
        if (resource.deleted()) {
            return Optional.empty();
        }
        JsonNode json = JsonTree.ofStored(resource.json());
        int labels = Sensitivity.of(json) & Sensitivity.LABELS;
        String patient = resource.patientId().orElse("");
        Restrictions.OfTenant tenant = restrictions.of(caller.tenant());
        Asker asker = asker(caller, standing);
        boolean own = isThePatient(caller, standing);
        boolean opened = opened(caller, standing).contains(patient);
        List<String> consents = own || opened && breaksConsents(caller)
                ? List.of()
                : tenant.denying(asker, resource.type(), patient, labels);
        if (!consents.isEmpty()) {
            return Optional.of(new KeptBack(true, consents));
        }
        int kept = opened ? 0 : labels & hidden(caller, standing);
        kept |= standing.contains(Role.BACK_END) ? 0 : labels & Sensitivity.PSYCHOTHERAPY;
        boolean unpermitted = (labels & Sensitivity.PART_2) != 0
                && !own
                && !opened
                && !tenant.permitsPart2(asker, resource.type(), patient);
        List<String> words = labels(json, kept | (unpermitted ? Sensitivity.PART_2 : 0));
        return words.isEmpty() ? Optional.empty() : Optional.of(new KeptBack(unpermitted, words));
    }

    private static boolean isThePatient(Caller caller, Set<Role> standing) {
        return standing.contains(Role.PATIENT) && !caller.isByStaffGrant();
    }

    private static boolean mayHaveOpened(Caller caller, Set<Role> standing) {
        return standing.contains(Role.CLINICIAN) && !caller.isByStaffGrant();
    }

    private static List<String> labels(JsonNode json, int bits) {
        List<String> words = new ArrayList<>();
        for (JsonNode label : json.path("meta").path("security")) {
            if ((Sensitivity.bit(label) & bits) != 0) {
                words.add("security label " + label.path("code").asText());
            }
        }
        return words;
    }

    private Function<String, Decided> decided(Restrictions.OfTenant tenant, Caller caller, Set<Role> standing) {
        Asker asker = asker(caller, standing);
        Map<String, Decided> byType = new ConcurrentHashMap<>();
        return type -> byType.computeIfAbsent(type, t -> tenant.decide(asker, t));
    }

    private boolean breaksConsents(Caller caller) {
        return tenants.find(caller.tenant())
                .filter(of -> of.api().breakGlassOverConsent())
                .isPresent();
    }

    private List<Integer> authorships(String type) {
        Stream<String> names = type.equals("Encounter")
                ? Stream.concat(AUTHORSHIPS.stream(), Stream.of("participant"))
                : AUTHORSHIPS.stream();
        return names.map(name -> words.linkParameter(type, name)).toList();
    }

    /** What the roles do not cover: of the staff a clinician sees what the tenant's policy opens to those who treat. */
    private int hidden(Caller caller, Set<Role> standing) {
        if (caller.isByStaffGrant()) {
            return Sensitivity.LABELS;
        }
        if (standing.contains(Role.BACK_END) || standing.contains(Role.PATIENT)) {
            return 0;
        }
        if (standing.contains(Role.ANALYST) && !Role.readPatients(standing)) {
            return Sensitivity.LABELS;
        }
        int all = Sensitivity.RESTRICTED | Sensitivity.VERY_RESTRICTED;
        if (!standing.contains(Role.CLINICIAN)) {
            return all;
        }
        Set<String> open = tenants.find(caller.tenant())
                .map(TenantSettings::api)
                .map(api -> api.cliniciansSee())
                .orElse(Set.of());
        int seen = (open.contains("R") ? Sensitivity.RESTRICTED : 0)
                | (open.contains("V") ? Sensitivity.VERY_RESTRICTED : 0);
        return all & ~seen;
    }

    private Asker asker(Caller caller, Set<Role> standing) {
        String purpose = caller.mandate().purposeOfUse().orElseGet(() -> purpose(caller, standing));
        Set<String> references = caller.fhirUser()
                .map(user -> affiliations.of(caller.tenant(), user))
                .orElse(Set.of());
        return new Asker(references, purpose);
    }

    /** What a role is there for; of a back end what the tenant's file says. */
    private String purpose(Caller caller, Set<Role> standing) {
        if (standing.contains(Role.BACK_END)) {
            Map<String, String> named = tenants.find(caller.tenant())
                    .map(of -> of.api().clientPurposes())
                    .orElse(Map.of());
            return named.getOrDefault(caller.clientId(), "");
        }
        if (standing.contains(Role.CLINICIAN) || standing.contains(Role.MEMBER)) {
            return "TREAT";
        }
        return standing.contains(Role.BILLING) ? "HPAYMT" : standing.contains(Role.GUARDIAN) ? "FAMRQT" : "";
    }
}
