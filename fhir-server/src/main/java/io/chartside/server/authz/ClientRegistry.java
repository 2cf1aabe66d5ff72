package io.chartside.server.authz;

import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.TokenLifetimes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.OAuth2TokenFormat;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * The clients of each tenant. A client that is not registered at a tenant does not exist there; one that a file names for a
 * tenant which is made later exists from then on.
 */
@Component
final class ClientRegistry implements RegisteredClientRepository {
    /** ASVS 5.0, 10.4.3: an authorization code lives at most a minute. */
    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

    private final CurrentTenant currentTenant;
    private final Map<Key, Client> clients = new HashMap<>();

    ClientRegistry(ServerSettings settings, CurrentTenant currentTenant, KeyFiles keys) {
        this.currentTenant = currentTenant;
        for (Client client : new ClientFiles(keys, settings).readAll()) {
            client.tenants().forEach(name -> clients.put(new Key(name, client.clientId()), client));
        }
    }

    Optional<Client> client(TenantSettings tenant, String clientId) {
        return Optional.ofNullable(clients.get(new Key(tenant.id().value(), clientId)));
    }

    Collection<Client> all() {
        return List.copyOf(clients.values());
    }

    @Override
    public RegisteredClient findByClientId(String clientId) {
        TenantSettings tenant = currentTenant.settings();
        return client(tenant, clientId)
                .map(client -> registered(client, tenant.tokenLifetimes()))
                .orElse(null);
    }

    @Override
    public RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("clients are registered in files");
    }

    private static RegisteredClient registered(Client client, TokenLifetimes lifetimes) {
        Duration tokenLifetime = !client.grantTypes().contains("client_credentials")
                ? lifetimes.userToken()
                : lifetimes.scriptClients().contains(client.clientId())
                        ? lifetimes.scriptToken()
                        : lifetimes.backEndToken();
        RegisteredClient.Builder builder = RegisteredClient.withId(client.clientId())
                .clientId(client.clientId())
                .clientName(client.name())
                .clientSecret(client.secretSha256())
                .clientAuthenticationMethod(new ClientAuthenticationMethod(client.authMethod()))
                .redirectUris(uris -> uris.addAll(client.redirectUris()))
                .scopes(scopes -> scopes.addAll(client.scopes()))
                .clientSettings(ClientSettings.builder()
                        .setting(ProvenKey.DEMANDED, client.dpopBound())
                        .requireProofKey(true)
                        .requireAuthorizationConsent(!client.firstParty())
                        // Says "private_key_jwt" to Spring; ClientAssertions decides which algorithms count.
                        .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.ES384)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .authorizationCodeTimeToLive(CODE_LIFETIME)
                        .accessTokenFormat(OAuth2TokenFormat.REFERENCE)
                        .accessTokenTimeToLive(tokenLifetime)
                        .refreshTokenTimeToLive(lifetimes.refreshToken())
                        .reuseRefreshTokens(false)
                        .build());
        client.grantTypes().forEach(grant -> builder.authorizationGrantType(new AuthorizationGrantType(grant)));
        return builder.build();
    }

    private record Key(String tenant, String clientId) {}
}
