package io.chartside.server.authz;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenIntrospection;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2TokenIntrospectionAuthenticationToken;

/**
 * A client introspects its own tokens; those of others only when it is registered with the word {@code introspect} among its
 * scopes. Anybody else hears that the token is not active, as of a token that does not exist (RFC 7662, section 2.2).
 */
final class IntrospectionRights implements AuthenticationProvider {
    /** In the client's {@code scope}; no token ever carries it. */
    static final String REGISTERED = "introspect";

    private final AuthenticationProvider introspection;
    private final ClientRegistry clients;
    private final CurrentTenant tenant;

    IntrospectionRights(AuthenticationProvider introspection, ClientRegistry clients, CurrentTenant tenant) {
        this.introspection = introspection;
        this.clients = clients;
        this.tenant = tenant;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return introspection.supports(authentication);
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        if (!(introspection.authenticate(authentication)
                instanceof OAuth2TokenIntrospectionAuthenticationToken answer)) {
            return null;
        }
        Authentication client = (Authentication) answer.getPrincipal();
        boolean may = client.getName().equals(answer.getTokenClaims().getClientId())
                || clients.client(tenant.settings(), client.getName())
                        .filter(registered -> registered.scopes().contains(REGISTERED))
                        .isPresent();
        return may
                ? answer
                : new OAuth2TokenIntrospectionAuthenticationToken(
                        answer.getToken(),
                        client,
                        OAuth2TokenIntrospection.builder(false).build());
    }
}
