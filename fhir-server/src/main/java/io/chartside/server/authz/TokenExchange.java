package io.chartside.server.authz;

import io.chartside.server.access.Scopes;
import io.chartside.server.access.SmartScope;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.token.DefaultOAuth2TokenContext;

/**
 * Token exchange (RFC 8693): an id_token from an EHR that the tenant trusts becomes a {@code user/} token of the Practitioner
 * linked with it. The app never acts with {@code system/} scopes for a person, and who is not linked gets nothing. No bean:
 * Spring would take it for the provider of every other chain as well.
 */
final class TokenExchange implements AuthenticationProvider {
    private static final Set<String> RIGHTS =
            Set.of("openid", "fhirUser", "profile", "online_access", "offline_access", Scopes.DRAFTS);

    private final CurrentTenant tenant;
    private final ClientRegistry clients;
    private final SubjectTokens subjects;
    private final PostgresAuthorizations authorizations;
    private final TokenGenerator generator;

    TokenExchange(
            CurrentTenant tenant,
            ClientRegistry clients,
            SubjectTokens subjects,
            PostgresAuthorizations authorizations,
            TokenGenerator generator) {
        this.tenant = tenant;
        this.clients = clients;
        this.subjects = subjects;
        this.authorizations = authorizations;
        this.generator = generator;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return TokenExchangeRequest.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        TokenExchangeRequest request = (TokenExchangeRequest) authentication;
        if (!(request.getPrincipal() instanceof OAuth2ClientAuthenticationToken authenticated)
                || !authenticated.isAuthenticated()) {
            throw refused(OAuth2ErrorCodes.INVALID_CLIENT, null);
        }
        RegisteredClient registered = authenticated.getRegisteredClient();
        if (!registered.getAuthorizationGrantTypes().contains(AuthorizationGrantType.TOKEN_EXCHANGE)) {
            throw refused(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, null);
        }
        checkScopes(
                request,
                clients.client(tenant.settings(), registered.getClientId()).orElseThrow());
        SignedIn user = subjects.practitioner(request.subjectToken());
        OAuth2Authorization.Builder authorization = OAuth2Authorization.withRegisteredClient(registered)
                .principalName(user.fhirUser())
                .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
                .authorizedScopes(request.scopes())
                .attribute(Principal.class.getName(), user);
        DefaultOAuth2TokenContext.Builder context = DefaultOAuth2TokenContext.builder()
                .registeredClient(registered)
                .principal(user)
                .authorizationServerContext(AuthorizationServerContextHolder.getContext())
                .authorization(authorization.build())
                .authorizedScopes(request.scopes())
                .authorizationGrantType(AuthorizationGrantType.TOKEN_EXCHANGE)
                .authorizationGrant(request);
        OAuth2AccessToken access = (OAuth2AccessToken) generator.generate(
                context.tokenType(OAuth2TokenType.ACCESS_TOKEN).build());
        OAuth2RefreshToken refresh = (OAuth2RefreshToken) generator.generate(
                context.tokenType(OAuth2TokenType.REFRESH_TOKEN).build());
        authorization.accessToken(access);
        if (refresh != null) {
            authorization.refreshToken(refresh);
        }
        authorizations.save(authorization.build());
        Map<String, Object> additional = new LinkedHashMap<>();
        additional.put("issued_token_type", "urn:ietf:params:oauth:token-type:access_token");
        additional.put("fhirUser", tenant.issuer() + "/" + user.fhirUser());
        return new OAuth2AccessTokenAuthenticationToken(registered, authenticated, access, refresh, additional);
    }

    private static void checkScopes(TokenExchangeRequest request, Client client) {
        if (request.scopes().isEmpty()) {
            throw refused(OAuth2ErrorCodes.INVALID_SCOPE, "scope is missing");
        }
        for (String scope : request.scopes()) {
            boolean ofAPerson = SmartScope.parse(scope)
                    .map(parsed -> parsed.level() == SmartScope.Level.USER)
                    .orElse(RIGHTS.contains(scope));
            if (!ofAPerson || !client.mayAskFor(scope)) {
                throw refused(OAuth2ErrorCodes.INVALID_SCOPE, "this client may not ask for every scope it asked for");
            }
        }
    }

    private static OAuth2AuthenticationException refused(String code, String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, description, null));
    }
}
