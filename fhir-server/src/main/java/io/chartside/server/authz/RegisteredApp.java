package io.chartside.server.authz;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A client as its administrators see it.
 *
 * @param metadata of RFC 7591, without any secret
 * @param enabled whether it exists for its users
 * @param source {@code file}, {@code administration} or {@code statement}
 * @param registered empty for a file's
 */
public record RegisteredApp(
        String clientId, Map<String, Object> metadata, boolean enabled, String source, Optional<Instant> registered) {

    public RegisteredApp {
        metadata = Map.copyOf(metadata);
    }

    /** JSON of RFC 7591, section 3.2.1, and where it comes from. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client_id", clientId);
        registered.ifPresent(at -> json.put("client_id_issued_at", at.getEpochSecond()));
        json.putAll(metadata);
        json.put("chartside_enabled", enabled);
        json.put("chartside_source", source);
        return json;
    }

    static RegisteredApp of(ClientRow row) {
        return new RegisteredApp(
                row.clientId(),
                Json.readObject(row.metadata()),
                row.enabled(),
                row.software() == null ? "administration" : "statement",
                Optional.of(row.created()));
    }

    static RegisteredApp of(Client client, boolean enabled) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("client_name", client.name());
        if (!client.redirectUris().isEmpty()) {
            json.put("redirect_uris", client.redirectUris());
        }
        json.put("grant_types", client.grantTypes().stream().sorted().toList());
        json.put("token_endpoint_auth_method", client.authMethod());
        if (client.jwksUri() != null) {
            json.put("jwks_uri", client.jwksUri().toString());
        } else if (client.jwks() != null) {
            json.put("jwks", client.jwks().toJSONObject());
        }
        json.put("scope", String.join(" ", client.scopes().stream().sorted().toList()));
        json.put("dpop_bound_access_tokens", client.dpopBound());
        json.put("chartside_first_party", client.firstParty());
        return new RegisteredApp(client.clientId(), json, enabled, "file", Optional.empty());
    }
}
