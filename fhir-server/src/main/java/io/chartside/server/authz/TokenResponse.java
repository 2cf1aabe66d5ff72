package io.chartside.server.authz;

import io.chartside.server.tenancy.TenantId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** The answer of the token endpoint with the launch context (SMART App Launch 2.2, "Obtain access token"). */
@Component
final class TokenResponse implements AuthenticationSuccessHandler {
    private final TenantSql sql;
    private final CurrentTenant tenant;
    private final LaunchMembers launchMembers;
    private final Clock clock;

    TokenResponse(TenantSql sql, CurrentTenant tenant, LaunchMembers launchMembers, TokenAudit audit, Clock clock) {
        this.sql = sql;
        this.tenant = tenant;
        this.launchMembers = launchMembers;
        this.clock = clock;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2AccessTokenAuthenticationToken issued = (OAuth2AccessTokenAuthenticationToken) authentication;
        OAuth2AccessToken token = issued.getAccessToken();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", token.getTokenValue());
        body.put("token_type", token.getTokenType().getValue());
        body.put(
                "expires_in",
                Duration.between(clock.instant(), token.getExpiresAt()).toSeconds());
        body.put("scope", String.join(" ", new TreeSet<>(token.getScopes())));
        if (issued.getRefreshToken() != null) {
            body.put("refresh_token", issued.getRefreshToken().getTokenValue());
        }
        body.putAll(issued.getAdditionalParameters());
        if (!AuthorizationGrantType.CLIENT_CREDENTIALS.getValue().equals(request.getParameter("grant_type"))) {
            body.putAll(launchMembers.of(tenant.id(), launch(TokenHash.of(token.getTokenValue())), token.getScopes()));
        }
        OAuthErrors.json(response, 200, body);
    }

    private LaunchContext launch(TokenHash accessToken) {
        TenantId id = tenant.id();
        return sql.in(
                        id,
                        client -> client.sql("""
                                select a.launch_context::text from oauth_token t
                                join oauth_authorization a on a.tenant = t.tenant and a.id = t.authorization_id
                                where t.tenant = ? and t.hash = ? and a.launch_context is not null
                                """)
                                .params(id.value(), accessToken.bytes())
                                .query(String.class)
                                .optional())
                .map(json -> Json.read(json, LaunchContext.class))
                .orElse(LaunchContext.NONE);
    }
}
