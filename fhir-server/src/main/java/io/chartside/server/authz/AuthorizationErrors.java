package io.chartside.server.authz;

import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;

/**
 * Errors of the authorization endpoint (RFC 6749, section 4.1.2.1): to the app when its redirect_uri is registered, else
 * shown to the person, so that the endpoint is no open redirector.
 */
@Component
final class AuthorizationErrors implements AuthenticationFailureHandler {
    private final Tenants tenants;
    private final ClientRegistry clients;
    private final Pages pages;
    private final AuthorizationResponse answer;
    private final ConsentAudit consent;
    private final TokenAudit audit;

    AuthorizationErrors(
            Tenants tenants,
            ClientRegistry clients,
            Pages pages,
            AuthorizationResponse answer,
            ConsentAudit consent,
            TokenAudit audit) {
        this.audit = audit;
        this.consent = consent;
        this.tenants = tenants;
        this.clients = clients;
        this.pages = pages;
        this.answer = answer;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException exception)
            throws IOException {
        audit.notAuthorized(request);
        OAuth2Error error = ((OAuth2AuthenticationException) exception).getError();
        OAuth2AuthorizationCodeRequestAuthenticationToken failed =
                exception instanceof OAuth2AuthorizationCodeRequestAuthenticationException e
                        ? e.getAuthorizationCodeRequestAuthentication()
                        : null;
        if (failed == null || failed.getRedirectUri() == null || !isRegistered(request, failed)) {
            pages.error(request, response, text(error));
            return;
        }
        if (OAuth2ErrorCodes.ACCESS_DENIED.equals(error.getErrorCode())) {
            consent.refused(request, failed);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error.getErrorCode());
        parameters.put("error_description", text(error));
        answer.redirect(response, failed, parameters);
    }

    private boolean isRegistered(HttpServletRequest request, OAuth2AuthorizationCodeRequestAuthenticationToken failed) {
        Optional<Client> client =
                tenants.find(OAuthPath.tenant(request)).flatMap(tenant -> clients.client(tenant, failed.getClientId()));
        return client.isPresent() && client.get().redirectUris().contains(failed.getRedirectUri());
    }

    private static String text(OAuth2Error error) {
        if (OAuth2ErrorCodes.ACCESS_DENIED.equals(error.getErrorCode())) {
            return "The user did not allow the access.";
        }
        return error.getDescription() == null ? error.getErrorCode() : error.getDescription();
    }
}
