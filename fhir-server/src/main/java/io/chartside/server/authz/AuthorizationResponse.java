package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/**
 * The answer of the authorization endpoint to the app (RFC 6749, section 4.1.2), good or bad: each names the issuer, so that
 * an app with several servers is not led to give one server's code to another (RFC 9207).
 */
@Component
final class AuthorizationResponse implements AuthenticationSuccessHandler {
    private final CurrentTenant tenant;
    private final ConsentAudit consent;

    AuthorizationResponse(CurrentTenant tenant, ConsentAudit consent) {
        this.tenant = tenant;
        this.consent = consent;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2AuthorizationCodeRequestAuthenticationToken granted =
                (OAuth2AuthorizationCodeRequestAuthenticationToken) authentication;
        consent.given(request, granted);
        redirect(
                response, granted, Map.of("code", granted.getAuthorizationCode().getTokenValue()));
    }

    void redirect(
            HttpServletResponse response,
            OAuth2AuthorizationCodeRequestAuthenticationToken request,
            Map<String, String> parameters)
            throws IOException {
        UriComponentsBuilder target = UriComponentsBuilder.fromUriString(request.getRedirectUri());
        parameters.forEach((name, value) -> target.queryParam(name, encoded(value)));
        if (request.getState() != null) {
            target.queryParam("state", encoded(request.getState()));
        }
        target.queryParam("iss", encoded(tenant.issuer()));
        response.sendRedirect(target.build(true).toUriString());
    }

    private static String encoded(String value) {
        return UriUtils.encode(value, StandardCharsets.UTF_8);
    }
}
