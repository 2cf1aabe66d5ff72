package io.chartside.server.authz;

import io.chartside.server.access.Right;
import io.chartside.server.access.Scopes;
import io.chartside.server.access.SmartScope;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.stereotype.Component;

/** A back end acts for nobody: {@code system/} scopes and the registered rights, nothing of a person or a launch. */
@Component
final class BackEndScopes implements Consumer<OAuth2ClientCredentialsAuthenticationContext> {
    private final CurrentTenant tenant;
    private final ClientRegistry clients;

    BackEndScopes(CurrentTenant tenant, ClientRegistry clients) {
        this.tenant = tenant;
        this.clients = clients;
    }

    @Override
    public void accept(OAuth2ClientCredentialsAuthenticationContext context) {
        Client client = clients.client(
                        tenant.settings(), context.getRegisteredClient().getClientId())
                .orElseThrow();
        OAuth2ClientCredentialsAuthenticationToken request = context.getAuthentication();
        Set<String> scopes = request.getScopes();
        if (scopes.isEmpty()) {
            throw refused("scope is missing");
        }
        for (String scope : scopes) {
            boolean ofAPerson = SmartScope.parse(scope)
                    .map(parsed -> parsed.level() != SmartScope.Level.SYSTEM)
                    .orElse(!scope.equals(Scopes.DRAFTS) && Right.of(scope).isEmpty());
            if (ofAPerson || !client.mayAskFor(scope)) {
                throw refused("this client may not ask for every scope it asked for");
            }
        }
    }

    private static OAuth2AuthenticationException refused(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_SCOPE, description, null));
    }
}
