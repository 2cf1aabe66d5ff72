package io.chartside.server.tenancy;

import java.util.List;

/**
 * What a tenant allows at its FHIR endpoint where the specification leaves the choice: keys {@code api.*} of the tenant's
 * file.
 *
 * @param updateCreate whether an update may choose the id of a new resource (FHIR R4, http.html#upsert)
 * @param multipleMatches whether a conditional delete or patch changes all that match, instead of being refused
 * @param validateWrites whether what is written must be valid by its profiles
 * @param corsOrigins origins whose pages may call the endpoint from a browser; exact, as in the Origin header
 */
public record ApiPolicy(
        boolean updateCreate, boolean multipleMatches, boolean validateWrites, List<String> corsOrigins) {
    public ApiPolicy {
        corsOrigins = List.copyOf(corsOrigins);
        for (String origin : corsOrigins) {
            if (!origin.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+")) {
                throw new IllegalArgumentException(
                        "api.cors-origins: an origin is scheme://host[:port], without a path");
            }
        }
    }
}
