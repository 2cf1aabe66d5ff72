package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * {@code online_access} (SMART App Launch 2.2, "Scopes for requesting a refresh token"): its refresh tokens live as long as the
 * sign-in with which the user allowed them. They end with a sign-out, with a cut-off and with the longest life of a
 * sign-in; to sign in again in the same browser carries them on, and to sit idle at our pages does not end them, since the
 * user is at work in the app. An exchange has no sign-in here: there the longest life alone counts.
 */
final class OnlineAccess {
    /** True of a refresh token {@code t} of {@code a} whose sign-in has ended; parameter: now. */
    static final String HAS_ENDED = """
            t.kind = 'refresh' and a.sign_in_hash is not null and not exists (
              select 1 from sign_in s
              where s.tenant = a.tenant and s.hash = a.sign_in_hash and s.expires_at > ?)
            """;

    private OnlineAccess() {}

    /** Whether a refresh token may be had for these scopes, and only for as long as the user is here. */
    static boolean of(Set<String> scopes) {
        return scopes.contains("online_access") && !scopes.contains("offline_access");
    }

    /** Binds an authorization that has just got its code to the sign-in of the request under way. */
    static void bind(JdbcClient client, TenantId tenant, OAuth2Authorization authorization) {
        if (!of(authorization.getAuthorizedScopes())
                || !(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes current)) {
            return;
        }
        Optional<TokenHash> signIn = SignIns.cookie(tenant, current.getRequest());
        signIn.ifPresent(
                hash -> client.sql("update oauth_authorization set sign_in_hash = ? where tenant = ? and id = ?::uuid")
                        .params(hash.bytes(), tenant.value(), authorization.getId())
                        .update());
    }

    /** Who signs in again goes on with what he allowed before. */
    static void carryOn(JdbcClient client, TenantId tenant, String fhirUser, TokenHash before, TokenHash now) {
        client.sql("""
                        update oauth_authorization set sign_in_hash = ?
                        where tenant = ? and sign_in_hash = ? and fhir_user = ?
                        """)
                .params(now.bytes(), tenant.value(), before.bytes(), fhirUser)
                .update();
    }
}
