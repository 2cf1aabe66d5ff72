package io.chartside.server.export;

import io.chartside.server.access.AccessPolicy;
import io.chartside.server.access.Caller;
import io.chartside.server.access.ExportRight;
import io.chartside.server.deidentify.Deidentification;
import io.chartside.server.deidentify.FilterCriteria;
import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.tenancy.AnalystExport;
import io.chartside.server.tenancy.ApiPolicy;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Year;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who has an export, and what an export may be asked for that is de-identified. */
final class AnalystForm {
    private final AccessPolicy policy;
    private final Tenants tenants;
    private final Clock clock;

    AnalystForm(AccessPolicy policy, Tenants tenants, Clock clock) {
        this.policy = policy;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * Whether the caller has exports without what tells of persons.
     *
     * @throws FhirRefusal 403 when he has none at all
     */
    boolean isDeidentified(Caller caller) {
        AnalystExport form = policy(caller).map(ApiPolicy::analystExport).orElse(AnalystExport.NONE);
        return switch (policy.export(caller)) {
            case NONE -> throw FhirRefusal.forbidden("$export takes the role of an analyst or of an owner");
            case WHOLE -> false;
            case ANALYST_WHO_READS, ANALYST -> isDeidentified(form, policy.export(caller));
        };
    }

    /** Of how many patients nothing tells one apart from the others. */
    int smallestGroup(Caller caller) {
        return policy(caller).orElseThrow().analystSmallestGroup();
    }

    private Optional<ApiPolicy> policy(Caller caller) {
        return tenants.find(caller.tenant()).map(TenantSettings::api);
    }

    private static boolean isDeidentified(AnalystExport form, ExportRight right) {
        return switch (form) {
            case NONE -> throw FhirRefusal.forbidden("This tenant gives no exports to analysts");
            case DEIDENTIFIED -> right == ExportRight.ANALYST;
            case IDENTIFIED -> false;
        };
    }

    /** @throws FhirRefusal 403 for a parameter that tells of persons by what is in the export */
    static void requireOfPopulation(Collection<String> parameters) {
        for (String telling : List.of("_since", "patient")) {
            if (parameters.contains(telling)) {
                throw FhirRefusal.forbidden("A de-identified export does not take " + telling);
            }
        }
    }

    /** @throws FhirRefusal 403 for criteria on what the export does not show */
    void requireOfPopulation(Map<String, List<String>> filters) {
        int now = Year.now(clock).getValue();
        filters.forEach((type, criteria) -> criteria.forEach(one -> {
            Optional<String> refused = FilterCriteria.refused(type, one, now);
            if (refused.isPresent()) {
                throw FhirRefusal.forbidden(
                        "_typeFilter of a de-identified export names codes, and years of the last 90: not "
                                + refused.get());
            }
        }));
    }

    static boolean shows(String type) {
        return Deidentification.types().contains(type);
    }
}
