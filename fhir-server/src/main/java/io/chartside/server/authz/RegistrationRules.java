package io.chartside.server.authz;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.chartside.outbound.AllowedOrigin;
import io.chartside.server.access.Right;
import io.chartside.server.access.Scopes;
import io.chartside.server.access.SmartScope;
import io.chartside.server.authz.RegistrationRefused.Kind;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client that is registered while the server runs may be (RFC 7591, section 2; OAuth 2.1's redirect rules). Decides
 * only; no address is looked at, and {@code logo_uri} never is.
 */
final class RegistrationRules {
    private static final Set<String> KNOWN = Set.of(
            "client_name",
            "client_uri",
            "logo_uri",
            "tos_uri",
            "policy_uri",
            "contacts",
            "redirect_uris",
            "grant_types",
            "response_types",
            "token_endpoint_auth_method",
            "jwks",
            "jwks_uri",
            "scope",
            "software_id",
            "software_version",
            "dpop_bound_access_tokens");

    private static final String FIRST_PARTY = "chartside_first_party";
    private static final List<String> PAGES = List.of("client_uri", "logo_uri", "tos_uri", "policy_uri");
    private static final Set<String> APP_GRANTS = Set.of("authorization_code", "refresh_token");
    private static final Set<String> ALL_GRANTS = Set.of("authorization_code", "refresh_token", "client_credentials");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]{1,100}");
    /** A host of the public name service: no address literal, no name of a single word. */
    private static final Pattern PUBLIC_HOST =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])");

    private static final Set<String> PRIVATE_ZONES = Set.of("local", "localhost", "internal", "home", "lan", "arpa");
    private static final int MOST_ADDRESSES = 20;
    private static final int LONGEST_ADDRESS = 2000;
    private static final int MOST_KEYS = 10;
    private static final int SMALLEST_RSA_BITS = 2048;

    private RegistrationRules() {}

    /** Whether a statement decides it; what else a statement says is not for us (RFC 7591, section 2). */
    static boolean isMetadata(String member) {
        return KNOWN.contains(member);
    }

    /** @throws RegistrationRefused that says what is wrong */
    static void check(Map<String, Object> json, RegistrationAuthority authority, List<String> allowedScopes) {
        for (String member : json.keySet()) {
            boolean known =
                    KNOWN.contains(member) || member.equals(FIRST_PARTY) && authority == RegistrationAuthority.OPERATOR;
            if (!known) {
                throw metadata("the member " + member + " cannot be set here");
            }
        }
        try {
            if (!NAME.matcher(ClientMetadata.required(json, "client_name")).matches()) {
                throw metadata("client_name is at most 100 visible characters");
            }
            grants(json, authority);
            redirects(ClientMetadata.strings(json, "redirect_uris"));
            pages(json);
            keys(json);
            scopes(ClientMetadata.required(json, "scope"), authority, allowedScopes);
        } catch (IllegalArgumentException e) {
            throw metadata(e.getMessage());
        }
    }

    private static void grants(Map<String, Object> json, RegistrationAuthority authority) {
        List<String> grants = ClientMetadata.strings(json, "grant_types");
        Set<String> allowed = switch (authority) {
            case OPERATOR -> Set.copyOf(Advertised.GRANT_TYPES);
            case OWNER -> ALL_GRANTS;
            case ADMIN, STATEMENT -> APP_GRANTS;
        };
        if (!allowed.containsAll(grants)) {
            throw metadata("grant_types may be "
                    + String.join(", ", allowed.stream().sorted().toList()));
        }
        List<String> types = ClientMetadata.strings(json, "response_types");
        if (!types.isEmpty() && !types.equals(List.of("code"))) {
            throw metadata("response_types may be code");
        }
    }

    private static void redirects(List<String> addresses) {
        if (addresses.size() > MOST_ADDRESSES) {
            throw redirect("at most " + MOST_ADDRESSES + " redirect_uris");
        }
        for (String address : addresses) {
            URI uri = uri(address).orElseThrow(() -> redirect("a redirect_uri is no absolute address"));
            boolean loopback = "http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost());
            if (!"https".equals(uri.getScheme()) && !loopback) {
                throw redirect("a redirect_uri is https, or http on this machine");
            }
            if (uri.getRawFragment() != null || address.indexOf('*') >= 0) {
                throw redirect("a redirect_uri has no fragment and no wildcard");
            }
        }
    }

    private static void pages(Map<String, Object> json) {
        for (String member : PAGES) {
            String address = ClientMetadata.text(json, member);
            if (address != null
                    && uri(address)
                            .filter(uri -> "https".equals(uri.getScheme()))
                            .isEmpty()) {
                throw metadata(member + " is an https address");
            }
        }
        ClientMetadata.strings(json, "contacts");
        ClientMetadata.text(json, "software_id");
        ClientMetadata.text(json, "software_version");
    }

    private static void keys(Map<String, Object> json) {
        String address = ClientMetadata.text(json, "jwks_uri");
        if (address != null && !isPublic(address)) {
            throw metadata("jwks_uri is an https address of a public host");
        }
        Object inline = json.get("jwks");
        if (inline == null) {
            return;
        }
        try {
            List<JWK> keys = JWKSet.parse(Json.write(inline)).getKeys();
            if (keys.isEmpty() || keys.size() > MOST_KEYS || !keys.stream().allMatch(RegistrationRules::fits)) {
                throw metadata(
                        "jwks holds 1 to " + MOST_KEYS + " public keys, RSA of 2048 bits or more or EC, with kid");
            }
        } catch (ParseException e) {
            throw metadata("jwks is no JWK set");
        }
    }

    private static boolean fits(JWK key) {
        boolean strong = key instanceof RSAKey rsa ? rsa.size() >= SMALLEST_RSA_BITS : key instanceof ECKey;
        return strong && !key.isPrivate() && key.getKeyID() != null;
    }

    private static boolean isPublic(String address) {
        Optional<URI> uri = uri(address).filter(of -> "https".equals(of.getScheme()));
        if (uri.isEmpty() || !PUBLIC_HOST.matcher(uri.get().getHost()).matches()) {
            return false;
        }
        String host = AllowedOrigin.of(uri.get()).host();
        return !PRIVATE_ZONES.contains(host.substring(host.lastIndexOf('.') + 1));
    }

    private static void scopes(String scope, RegistrationAuthority authority, List<String> allowed) {
        for (String word : scope.trim().split(" +")) {
            Optional<SmartScope> resources = SmartScope.parse(word);
            boolean powerful = Right.of(word).isPresent() || word.equals(IntrospectionRights.REGISTERED);
            boolean known = resources.isPresent()
                    || Advertised.isOfLaunch(word)
                    || LaunchContextScope.parse(word).isPresent()
                    || powerful;
            boolean given = switch (authority) {
                case OPERATOR -> true;
                case OWNER -> !powerful;
                case ADMIN ->
                    !powerful
                            && resources
                                    .filter(of -> of.level() == SmartScope.Level.SYSTEM)
                                    .isEmpty();
                case STATEMENT -> covered(word, resources, allowed);
            };
            if (!known || !given) {
                throw metadata("the scope " + printable(word) + " cannot be registered here");
            }
        }
    }

    private static boolean covered(String word, Optional<SmartScope> resources, List<String> allowed) {
        if (word.equals(Scopes.DRAFTS) || resources.isEmpty()) {
            return allowed.contains(word);
        }
        return allowed.stream().flatMap(of -> SmartScope.parse(of).stream()).anyMatch(of -> of.covers(resources.get()));
    }

    private static String printable(String word) {
        String text = word.replaceAll("[^!-~]", "?");
        return text.length() > 100 ? text.substring(0, 100) : text;
    }

    private static Optional<URI> uri(String address) {
        try {
            URI uri = URI.create(address);
            boolean whole =
                    uri.getHost() != null && uri.getRawUserInfo() == null && address.length() <= LONGEST_ADDRESS;
            return whole ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RegistrationRefused metadata(String message) {
        return new RegistrationRefused(Kind.INVALID_CLIENT_METADATA, message);
    }

    private static RegistrationRefused redirect(String message) {
        return new RegistrationRefused(Kind.INVALID_REDIRECT_URI, message);
    }
}
