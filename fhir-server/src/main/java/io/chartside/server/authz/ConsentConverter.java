package io.chartside.server.authz;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationConsentAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/** Reads the consent page's form: Spring's own, and the scopes as {@link ConsentForm} narrows them. */
final class ConsentConverter implements AuthenticationConverter {
    private final AuthenticationConverter spring = new OAuth2AuthorizationConsentAuthenticationConverter();

    @Override
    public Authentication convert(HttpServletRequest request) {
        OAuth2AuthorizationConsentAuthenticationToken form =
                (OAuth2AuthorizationConsentAuthenticationToken) spring.convert(request);
        return form == null
                ? null
                : new OAuth2AuthorizationConsentAuthenticationToken(
                        form.getAuthorizationUri(),
                        form.getClientId(),
                        (Authentication) form.getPrincipal(),
                        form.getState(),
                        ConsentForm.granted(request.getParameterMap(), form.getScopes()),
                        form.getAdditionalParameters());
    }
}
