package io.chartside.server.authz;

import io.chartside.server.tenancy.Tenants;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenRevocationAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.http.converter.OAuth2TokenIntrospectionHttpMessageConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationConsentAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.PublicClientAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/** Exactly the grants and client authentications that discovery names; Spring's others are left out. */
@Component
record AuthorizationServerParts(
        Tenants tenants,
        ClientRegistry clients,
        PostgresAuthorizations authorizations,
        TokenGenerator tokenGenerator,
        TokenResponse tokenResponse,
        AuthorizationResponse authorizationResponse,
        AuthorizationErrors authorizationErrors,
        AuthorizationRequestRules requestRules,
        BackEndScopes backEndScopes,
        ClientAssertions assertions,
        SignInContext signInContext,
        CurrentTenant currentTenant,
        SubjectTokens subjectTokens,
        TokenAudit tokenAudit) {

    /** RFC 7009, section 2.2: the answer is empty, whatever the token was. */
    void revoked(HttpServletRequest request, HttpServletResponse response, Authentication authentication) {
        OAuth2TokenRevocationAuthenticationToken revocation = (OAuth2TokenRevocationAuthenticationToken) authentication;
        tokenAudit.revoked(
                request,
                ((Authentication) revocation.getPrincipal()).getName(),
                TokenHash.of(String.valueOf(request.getParameter("token"))));
        response.setStatus(200);
    }

    /** RFC 7662, section 2.2, as Spring writes it, on record before it leaves. */
    void introspected(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2TokenIntrospectionAuthenticationToken answer =
                (OAuth2TokenIntrospectionAuthenticationToken) authentication;
        String client = ((Authentication) answer.getPrincipal()).getName();
        tokenAudit.introspected(request, 200, Optional.of(client));
        new OAuth2TokenIntrospectionHttpMessageConverter()
                .write(answer.getTokenClaims(), null, new ServletServerHttpResponse(response));
    }

    void clientConverters(List<AuthenticationConverter> converters) {
        converters.clear();
        converters.add(new ClientAssertionConverter());
        converters.add(new ClientSecretBasicAuthenticationConverter());
        converters.add(new PublicClientAuthenticationConverter());
        converters.add(new PublicClientConverter());
    }

    void clientProviders(List<AuthenticationProvider> providers) {
        providers.clear();
        JwtClientAssertionAuthenticationProvider byKey =
                new JwtClientAssertionAuthenticationProvider(clients, authorizations);
        byKey.setJwtDecoderFactory(assertions);
        providers.add(byKey);
        ClientSecretAuthenticationProvider bySecret = new ClientSecretAuthenticationProvider(clients, authorizations);
        bySecret.setPasswordEncoder(new ClientSecrets());
        providers.add(bySecret);
        providers.add(new PublicClientProvider(clients));
        providers.add(new PublicClientAuthenticationProvider(clients, authorizations));
    }

    void authorizeConverters(List<AuthenticationConverter> converters) {
        converters.replaceAll(converter -> converter instanceof OAuth2AuthorizationConsentAuthenticationConverter
                ? new ConsentConverter()
                : converter);
    }

    void authorizeProviders(List<AuthenticationProvider> providers) {
        providers.replaceAll(provider -> provider instanceof OAuth2AuthorizationConsentAuthenticationProvider
                ? new NarrowedConsent(clients, authorizations)
                : provider);
        for (AuthenticationProvider provider : providers) {
            if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider requests) {
                requests.setAuthenticationValidator(requestRules);
            }
        }
    }

    void grantConverters(List<AuthenticationConverter> converters) {
        converters.clear();
        converters.add(new OAuth2AuthorizationCodeAuthenticationConverter());
        converters.add(new OAuth2RefreshTokenAuthenticationConverter());
        converters.add(new OAuth2ClientCredentialsAuthenticationConverter());
        converters.add(new TokenExchangeConverter());
    }

    void grantProviders(List<AuthenticationProvider> providers) {
        providers.clear();
        providers.add(new OAuth2AuthorizationCodeAuthenticationProvider(authorizations, tokenGenerator));
        providers.add(new OAuth2RefreshTokenAuthenticationProvider(authorizations, tokenGenerator));
        OAuth2ClientCredentialsAuthenticationProvider backEnds =
                new OAuth2ClientCredentialsAuthenticationProvider(authorizations, tokenGenerator);
        backEnds.setAuthenticationValidator(backEndScopes);
        providers.add(backEnds);
        providers.add(new TokenExchange(currentTenant, clients, subjectTokens, authorizations, tokenGenerator));
    }

    void introspectionProviders(List<AuthenticationProvider> providers) {
        providers.replaceAll(provider -> new IntrospectionRights(provider, clients, currentTenant));
    }
}
