package io.chartside.server.authz;

import com.nimbusds.jose.jwk.JWKSet;
import io.chartside.server.access.SmartScope;
import io.chartside.server.tenancy.TenantId;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A registered OAuth client (RFC 7591 metadata).
 *
 * @param authMethod {@code private_key_jwt}, {@code client_secret_basic} or {@code none}
 * @param jwks public keys; null when they are at {@code jwksUri}
 * @param secretSha256 hex; null unless the method is client_secret_basic
 * @param scopes what it may ask for, exact or covered by a wider resource scope
 * @param tenants where it is registered; {@code *}: everywhere
 * @param firstParty whether its users are not asked for consent
 * @param dpopBound whether it gets tokens for a DPoP proof alone (RFC 9449, section 5.2)
 */
record Client(
        String clientId,
        String name,
        List<String> redirectUris,
        Set<String> grantTypes,
        String authMethod,
        JWKSet jwks,
        URI jwksUri,
        String secretSha256,
        Set<String> scopes,
        Set<String> tenants,
        boolean firstParty,
        boolean dpopBound) {

    private static final String EVERY_TENANT = "*";

    Client {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
        scopes = Set.copyOf(scopes);
        tenants = Set.copyOf(tenants);
        switch (authMethod) {
            case "private_key_jwt" -> require((jwks == null) != (jwksUri == null), "exactly one of jwks and jwks_uri");
            case "client_secret_basic" ->
                require(
                        secretSha256 != null && secretSha256.matches("[0-9a-f]{64}"),
                        "chartside_client_secret_sha256 of 64 hex digits");
            case "none" -> require(!grantTypes.contains("client_credentials"), "a key for client_credentials");
            default -> throw new IllegalArgumentException("token_endpoint_auth_method is not supported");
        }
        require(!tenants.isEmpty(), "chartside_tenants");
        require(!grantTypes.contains("authorization_code") || !redirectUris.isEmpty(), "redirect_uris");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("a client of this kind needs " + what);
        }
    }

    boolean isAt(TenantId tenant) {
        return tenants.contains(tenant.value()) || tenants.contains(EVERY_TENANT);
    }

    boolean isPublic() {
        return authMethod.equals("none");
    }

    /** Scheme, host and port of its redirect addresses. */
    List<String> redirectOrigins() {
        return redirectUris.stream()
                .map(URI::create)
                .map(uri -> uri.getScheme() + "://" + uri.getRawAuthority())
                .distinct()
                .toList();
    }

    /** Whether the client may ask for this scope: registered itself, or within a registered resource scope. */
    boolean mayAskFor(String scope) {
        Optional<LaunchContextScope> context = LaunchContextScope.parse(scope);
        if (context.isPresent()) {
            return scopes.stream()
                    .flatMap(registered -> LaunchContextScope.parse(registered).stream())
                    .anyMatch(registered -> registered.covers(context.get()));
        }
        Optional<SmartScope> wanted = SmartScope.parse(scope);
        if (wanted.isEmpty()) {
            return scopes.contains(scope);
        }
        return scopes.stream()
                .flatMap(registered -> SmartScope.parse(registered).stream())
                .anyMatch(registered -> registered.covers(wanted.get()));
    }
}
