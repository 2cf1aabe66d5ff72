package io.chartside.server.authz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What introspection tells of an active token (RFC 7662; SMART App Launch 2.2, "Token Introspection"). */
final class Introspection {
    private Introspection() {}

    static Map<String, Object> claims(String issuer, StoredAuthorization found) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", found.subject());
        claims.put("scope", List.copyOf(found.tokenScopes()));
        if (found.user() != null) {
            claims.put("fhirUser", issuer + "/" + found.user().fhirUser());
        }
        LaunchContext launch = found.launchContext();
        if (launch.patient() != null) {
            claims.put("patient", launch.patient());
        }
        if (launch.encounter() != null) {
            claims.put("encounter", launch.encounter());
        }
        if (launch.intent() != null) {
            claims.put("intent", launch.intent());
        }
        if (!launch.fhirContext().isEmpty()) {
            claims.put("fhirContext", launch.fhirContext());
        }
        return claims;
    }
}
