package io.chartside.server.authz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * What introspection tells of an active token beside {@code client_id}, {@code iat}, {@code exp} and {@code token_type}
 * (RFC 7662; SMART App Launch 2.2, "Token Introspection"). Who it is told is decided by {@link IntrospectionRights}.
 */
@Component
final class Introspection {
    private final CurrentTenant tenant;
    private final LaunchMembers launchMembers;

    Introspection(CurrentTenant tenant, LaunchMembers launchMembers) {
        this.tenant = tenant;
        this.launchMembers = launchMembers;
    }

    Map<String, Object> claims(StoredAuthorization found) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", tenant.issuer());
        claims.put("sub", found.subject());
        claims.put("scope", List.copyOf(found.tokenScopes()));
        Set<String> scopes = found.tokenScopes();
        if (found.user() != null && (scopes.contains("fhirUser") || scopes.contains("profile"))) {
            claims.put("fhirUser", tenant.issuer() + "/" + found.user().fhirUser());
        }
        if (found.jkt() != null) {
            claims.put("cnf", Map.of("jkt", found.jkt()));
        }
        claims.putAll(launchMembers.of(tenant.id(), found.launchContext(), scopes));
        return claims;
    }
}
