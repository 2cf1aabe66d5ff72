package io.chartside.server.tenancy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a tenant allows at its FHIR endpoint where the specification leaves the choice: keys {@code api.*} of the tenant's
 * file.
 *
 * @param updateCreate whether an update may choose the id of a new resource (FHIR R4, http.html#upsert)
 * @param multipleMatches whether a conditional delete or patch changes all that match, instead of being refused
 * @param validateWrites whether what is written must be valid by its profiles
 * @param corsOrigins origins whose pages may call the endpoint from a browser; exact, as in the Origin header
 * @param cliniciansSee confidentialities that clinicians see without breaking the glass: {@code R}, {@code V}
 * @param clientPurposes of a back end's client id the purpose it is there for, a code of v3 PurposeOfUse
 * @param privacyOfficer relative reference of whom broken glass is reported to
 * @param breakGlassOverConsent whether broken glass opens what a Consent denies too, and not labels alone
 * @param analystExport in what form analysts have a bulk export
 * @param analystSmallestGroup patients of a de-identified export whom nothing tells apart: 1 for no such bound, 1,000 at most
 */
public record ApiPolicy(
        boolean updateCreate,
        boolean multipleMatches,
        boolean validateWrites,
        List<String> corsOrigins,
        Set<String> cliniciansSee,
        Map<String, String> clientPurposes,
        Optional<String> privacyOfficer,
        boolean breakGlassOverConsent,
        AnalystExport analystExport,
        int analystSmallestGroup) {
    public ApiPolicy {
        Objects.requireNonNull(analystExport);
        if (analystSmallestGroup < 1 || analystSmallestGroup > 1_000) {
            throw new IllegalArgumentException("api.analyst-smallest-group: 1 to 1000");
        }
        cliniciansSee = Set.copyOf(cliniciansSee);
        clientPurposes = Map.copyOf(clientPurposes);
        if (!Set.of("R", "V").containsAll(cliniciansSee)) {
            throw new IllegalArgumentException("api.clinicians-see: R, V or both");
        }
        corsOrigins = List.copyOf(corsOrigins);
        for (String origin : corsOrigins) {
            if (!origin.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+")) {
                throw new IllegalArgumentException(
                        "api.cors-origins: an origin is scheme://host[:port], without a path");
            }
        }
    }
}
