package io.chartside.app.testing;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a {@link SmartServer} shows to everybody: discovery, its authorization endpoint, its style. */
public final class FrontDoor {
    private static final String DISCOVERY = """
            {"issuer":"%1$s","authorization_endpoint":"%1$s/oauth/authorize","token_endpoint":"%1$s/oauth/token",
             "jwks_uri":"%1$s/oauth/jwks","capabilities":["launch-ehr"],"code_challenge_methods_supported":["S256"]}""";

    private volatile String discovery = DISCOVERY;
    private volatile String style = "";
    private volatile String redirect = "";
    private volatile String refusal = "";
    private volatile boolean openId;

    void calm() {
        discovery = DISCOVERY;
        style = "";
        redirect = "";
        refusal = "";
        openId = false;
    }

    /** What the discovery document says; {@code %1$s} stands for the base. */
    public void discovery(String json) {
        discovery = json;
    }

    /** Whether there is an openid-configuration as well. */
    public void openId(boolean there) {
        openId = there;
    }

    /** What {@code /style.json} answers. */
    public void style(String json) {
        style = json;
    }

    /** The one redirect address that the authorization endpoint takes. */
    public void takesOnly(String redirectAddress) {
        redirect = redirectAddress;
    }

    /** The error that the authorization endpoint sends browsers back with. */
    public void refuses(String error) {
        refusal = error;
    }

    Optional<FhirShelf.Reply> respond(SmartServer.Request request, URI base, Map<String, Map<String, String>> codes) {
        String path = request.path();
        if (path.endsWith("/.well-known/smart-configuration")) {
            return reply(discovery.formatted(base));
        }
        if (openId && path.endsWith("/.well-known/openid-configuration")) {
            return reply("{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/oauth/jwks\"}".formatted(base));
        }
        if (path.endsWith("/style.json")) {
            return reply(style);
        }
        return path.endsWith("/oauth/authorize") ? Optional.of(authorized(request, codes)) : Optional.empty();
    }

    /** For a browser that comes by itself: nobody has to sign in, and the launch itself says whose visit it is. */
    private FhirShelf.Reply authorized(SmartServer.Request request, Map<String, Map<String, String>> codes) {
        Map<String, String> asked = SmartServer.parameters(request.query());
        String target = asked.getOrDefault("redirect_uri", "");
        if (!redirect.isEmpty() && !redirect.equals(target)) {
            return new FhirShelf.Reply(400, "redirect_uri", Map.of());
        }
        if (!refusal.isEmpty()) {
            return new FhirShelf.Reply(302, "", Map.of("Location", target + "?error=" + refusal + "&state=x"));
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, asked);
        return new FhirShelf.Reply(
                302, "", Map.of("Location", target + "?code=" + code + "&state=" + asked.get("state")));
    }

    private static Optional<FhirShelf.Reply> reply(String body) {
        return Optional.of(new FhirShelf.Reply(200, body, Map.of()));
    }
}
