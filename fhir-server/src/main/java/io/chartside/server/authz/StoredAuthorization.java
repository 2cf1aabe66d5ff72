package io.chartside.server.authz;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/**
 * A row of {@code oauth_authorization} joined with the token it was found by.
 *
 * @param jkt thumbprint of the key that the token is bound to; null when it is bound to none
 */
record StoredAuthorization(
        String id,
        String clientId,
        String grantType,
        String subject,
        Set<String> scopes,
        SignedIn user,
        LaunchContext launchContext,
        OAuth2AuthorizationRequest request,
        boolean revoked,
        String tokenKind,
        Set<String> tokenScopes,
        Instant issuedAt,
        Instant expiresAt,
        boolean spent,
        String jkt) {

    /** Stands for {@code launch} in a stored authorization request. */
    static final String LAUNCH_HASH = "launch_hash";

    /** Parameter: now. */
    static final String COLUMNS = """
            a.id, a.client_id, a.grant_type, a.subject, a.scope, a.fhir_user, a.auth_time, a.amr, a.launch_context, a.request,
            t.kind, t.scope as token_scope, t.issued_at, t.expires_at, t.spent_at, t.jkt,
            a.revoked_at is not null or\s""" + Cutoffs.ENDS_AUTHORIZATION + " or " + OnlineAccess.HAS_ENDED + " as revoked\n";

    static StoredAuthorization of(ResultSet row, int number) throws SQLException {
        String fhirUser = row.getString("fhir_user");
        String launch = row.getString("launch_context");
        String request = row.getString("request");
        return new StoredAuthorization(
                row.getString("id"),
                row.getString("client_id"),
                row.getString("grant_type"),
                row.getString("subject"),
                words(row.getString("scope")),
                fhirUser == null
                        ? null
                        : new SignedIn(
                                fhirUser, row.getTimestamp("auth_time").toInstant(), Amr.parse(row.getString("amr"))),
                launch == null ? LaunchContext.NONE : Json.read(launch, LaunchContext.class),
                request == null ? null : request(Json.readObject(request)),
                row.getBoolean("revoked"),
                row.getString("kind"),
                words(row.getString("token_scope")),
                row.getTimestamp("issued_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getTimestamp("spent_at") != null,
                row.getString("jkt"));
    }

    static Set<String> words(String scope) {
        return scope.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(scope.split(" ")));
    }

    static String json(OAuth2AuthorizationRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("authorizationUri", request.getAuthorizationUri());
        json.put("clientId", request.getClientId());
        json.put("redirectUri", request.getRedirectUri());
        json.put("state", request.getState());
        json.put("scopes", new ArrayList<>(request.getScopes()));
        Map<String, Object> additional = new LinkedHashMap<>(request.getAdditionalParameters());
        // The launch handle is a secret until its code is issued.
        if (additional.remove("launch") instanceof String launch) {
            additional.put(LAUNCH_HASH, TokenHash.of(launch).encoded());
        }
        json.put("additional", additional);
        return Json.write(json);
    }

    @SuppressWarnings("unchecked")
    private static OAuth2AuthorizationRequest request(Map<String, Object> json) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri((String) json.get("authorizationUri"))
                .clientId((String) json.get("clientId"))
                .redirectUri((String) json.get("redirectUri"))
                .state((String) json.get("state"))
                .scopes(new LinkedHashSet<>((List<String>) json.get("scopes")))
                .additionalParameters((Map<String, Object>) json.get("additional"))
                .build();
    }
}
