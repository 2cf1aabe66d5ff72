package io.chartside.server.access;

import io.chartside.server.consent.Affiliations;
import io.chartside.server.consent.Asker;
import io.chartside.server.consent.Decided;
import io.chartside.server.consent.Restrictions;
import io.chartside.server.index.SearchWords;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.store.Sight.Extent;
import io.chartside.server.store.Sight.Limit;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * What labels and Consents keep back from a caller of what its scopes and roles show. In a tenant that has neither, every
 * extent stays as it is.
 */
@Component
final class StoredLimits implements Limits {
    private static final List<String> AUTHORSHIPS =
            List.of("author", "assessor", "performer", "sender", "source", "agent", "recorder");

    private final Restrictions restrictions;
    private final Affiliations affiliations;
    private final SearchWords words;
    private final Tenants tenants;

    StoredLimits(Restrictions restrictions, Affiliations affiliations, SearchWords words, Tenants tenants) {
        this.restrictions = restrictions;
        this.affiliations = affiliations;
        this.words = words;
        this.tenants = tenants;
    }

    @Override
    public OfCaller of(Caller caller, Set<Role> standing) {
        Restrictions.OfTenant tenant = restrictions.of(caller.tenant());
        if (tenant.labels() == 0 && !tenant.hasConsents() || standing.isEmpty()) {
            return OfCaller.NONE;
        }
        boolean own = standing.contains(Role.PATIENT);
        int labels = tenant.labels();
        int hidden = labels & hidden(caller, standing);
        int ofAuthor = standing.contains(Role.BACK_END) ? 0 : labels & Sensitivity.PSYCHOTHERAPY;
        int byConsent = own ? 0 : labels & Sensitivity.PART_2;
        Asker asker = asker(caller, standing);
        return (type, extent) -> {
            if (extent instanceof Extent.Nothing || type.equals("AuditEvent")) {
                return extent;
            }
            Decided decided = own || !tenant.hasConsents() ? Decided.NOTHING : tenant.decide(asker, type);
            Limit limit = new Limit(
                    hidden,
                    ofAuthor,
                    caller.fhirUser().orElse(""),
                    authorships(type),
                    byConsent,
                    decided.part2(),
                    decided.denied(),
                    new ArrayList<>(decided.deniedLabels().keySet()),
                    new ArrayList<>(decided.deniedLabels().values()),
                    Set.of());
            return limit.isNone() ? extent : new Extent.Limited(extent, limit);
        };
    }

    private List<Integer> authorships(String type) {
        return AUTHORSHIPS.stream().map(name -> words.linkParameter(type, name)).toList();
    }

    /** What the roles do not cover: of the staff a clinician sees what the tenant's policy opens to those who treat. */
    private int hidden(Caller caller, Set<Role> standing) {
        if (standing.contains(Role.BACK_END) || standing.contains(Role.PATIENT)) {
            return 0;
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
        return new Asker(caller.fhirUser().isPresent(), references, purpose);
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
