package io.chartside.server.authz;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantSettings.TokenLifetimes;
import io.chartside.server.tenancy.Tenants;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
 * The clients of each tenant: those of the files, and over them those of the table, taken in within four seconds of a change
 * in another process. A client that is not registered at a tenant, or is disabled there, does not exist there.
 */
@Component
final class ClientRegistry implements RegisteredClientRepository {
    /** ASVS 5.0, 10.4.3: an authorization code lives at most a minute. */
    private static final Duration CODE_LIFETIME = Duration.ofSeconds(60);

    private static final Duration KEPT = Duration.ofSeconds(4);
    private static final Duration LOOKED_UP_AGAIN = Duration.ofSeconds(2);
    private static final int MAXIMUM = 10_000;
    private static final int LONGEST_ID = 200;

    private final CurrentTenant currentTenant;
    private final Tenants tenants;
    private final ClientRows rows;
    private final Map<String, Client> ofFiles;
    private final LoadingCache<Key, Optional<Loaded>> cache;

    ClientRegistry(
            ServerSettings settings, Tenants tenants, CurrentTenant currentTenant, KeyFiles keys, ClientRows rows) {
        this.currentTenant = currentTenant;
        this.tenants = tenants;
        this.rows = rows;
        this.ofFiles = new ClientFiles(keys, settings)
                .readAll().stream().collect(Collectors.toUnmodifiableMap(Client::clientId, Function.identity()));
        this.cache = Caffeine.newBuilder()
                .maximumSize(MAXIMUM)
                .expireAfterWrite(KEPT)
                .refreshAfterWrite(LOOKED_UP_AGAIN)
                .build(this::load);
    }

    Optional<Client> client(TenantSettings tenant, String clientId) {
        return loaded(tenant.id(), clientId).map(Loaded::client);
    }

    /** As its file has it, enabled or not. */
    Optional<Client> ofFile(TenantId tenant, String clientId) {
        return Optional.ofNullable(ofFiles.get(clientId)).filter(client -> client.isAt(tenant));
    }

    List<Client> ofFiles(TenantId tenant) {
        return ofFiles.values().stream().filter(client -> client.isAt(tenant)).toList();
    }

    /** Of the files, of whatever tenant. */
    Collection<Client> allOfFiles() {
        return ofFiles.values();
    }

    /** The row of this client has changed here. */
    void forget(TenantId tenant, String clientId) {
        cache.invalidate(new Key(tenant, clientId));
    }

    @Override
    public RegisteredClient findByClientId(String clientId) {
        return loaded(currentTenant.id(), clientId).map(Loaded::registered).orElse(null);
    }

    @Override
    public RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public void save(RegisteredClient registeredClient) {
        throw new UnsupportedOperationException("ClientRegistrations registers clients");
    }

    /** No id that cannot be one reaches the database. */
    private Optional<Loaded> loaded(TenantId tenant, String clientId) {
        return clientId.isEmpty() || clientId.length() > LONGEST_ID || clientId.indexOf('\0') >= 0
                ? Optional.empty()
                : cache.get(new Key(tenant, clientId));
    }

    private Optional<Loaded> load(Key key) {
        Optional<ClientRow> row = rows.find(key.tenant(), key.clientId());
        if (row.isPresent() && !row.get().enabled()) {
            return Optional.empty();
        }
        Optional<Client> client = row.isPresent() && !row.get().ofAFile()
                ? Optional.of(client(key.tenant(), row.get()))
                : ofFile(key.tenant(), key.clientId());
        return client.flatMap(of ->
                tenants.find(key.tenant()).map(tenant -> new Loaded(of, registered(of, tenant.tokenLifetimes()))));
    }

    private static Client client(TenantId tenant, ClientRow row) {
        Map<String, Object> metadata = Json.readObject(row.metadata());
        return ClientMetadata.client(
                row.clientId(), metadata, ClientMetadata.jwks(metadata), row.secretSha256(), Set.of(tenant.value()));
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

    private record Key(TenantId tenant, String clientId) {}

    private record Loaded(Client client, RegisteredClient registered) {}
}
