package io.chartside.server.authz;

import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** RFC 7591, section 2, read into a {@link Client}; what it does not say takes the RFC's defaults. */
final class ClientMetadata {
    private ClientMetadata() {}

    /**
     * @param jwks the public keys if they are inline, else null
     * @throws IllegalArgumentException that says what is wrong
     */
    static Client client(
            String clientId, Map<String, Object> json, JWKSet jwks, String secretSha256, Set<String> tenants) {
        String jwksUri = text(json, "jwks_uri");
        String method = text(json, "token_endpoint_auth_method");
        List<String> grants = strings(json, "grant_types");
        return new Client(
                clientId,
                required(json, "client_name"),
                strings(json, "redirect_uris"),
                grants.isEmpty() ? Set.of("authorization_code") : new LinkedHashSet<>(grants),
                method == null ? "client_secret_basic" : method,
                jwks,
                jwksUri == null ? null : URI.create(jwksUri),
                secretSha256,
                new LinkedHashSet<>(Arrays.asList(required(json, "scope").trim().split(" +"))),
                tenants,
                flag(json, "chartside_first_party"),
                flag(json, "dpop_bound_access_tokens"));
    }

    /** The member {@code jwks} without private parts; null when there is none. */
    static JWKSet jwks(Map<String, Object> json) {
        Object inline = json.get("jwks");
        try {
            return inline == null ? null : JWKSet.parse(Json.write(inline)).toPublicJWKSet();
        } catch (ParseException e) {
            throw new IllegalArgumentException("the member jwks is no JWK set");
        }
    }

    static String required(Map<String, Object> json, String member) {
        String value = text(json, member);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the member " + member + " is missing");
        }
        return value;
    }

    private static boolean flag(Map<String, Object> json, String member) {
        Object value = json.get(member);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        throw new IllegalArgumentException("the member " + member + " is true or false");
    }

    /** Null when it is absent. */
    static String text(Map<String, Object> json, String member) {
        Object value = json.get(member);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw new IllegalArgumentException("the member " + member + " is a string");
    }

    static List<String> strings(Map<String, Object> json, String member) {
        Object value = json.get(member);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw new IllegalArgumentException("the member " + member + " is a list of strings");
    }
}
