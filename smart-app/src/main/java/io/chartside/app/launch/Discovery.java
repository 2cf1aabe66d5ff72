package io.chartside.app.launch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.app.ehr.EhrProfile.Endpoints;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the endpoints of a FHIR server's authorization server. Answers are kept for a while; what the profile says goes
 * before what the server says; a profile that says all of it needs no discovery.
 */
@Component
final class Discovery {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAXIMUM_BYTES = 256 * 1024;

    /** Why there is no authorization server to speak to. */
    static final class Unavailable extends RuntimeException {
        private final boolean misconfigured;

        Unavailable(boolean misconfigured, String reason, Throwable cause) {
            super(reason, cause);
            this.misconfigured = misconfigured;
        }

        /** Whether trying again cannot help. */
        boolean misconfigured() {
            return misconfigured;
        }
    }

    private final Outbound outbound;
    private final Cache<URI, AuthorizationServer> found;

    Discovery(Outbound outbound, LaunchSettings settings) {
        this.outbound = outbound;
        this.found = Caffeine.newBuilder()
                .maximumSize(1000)
                .expireAfterWrite(settings.discoveryCache())
                .build();
    }

    /** The authorization server of a FHIR base. */
    AuthorizationServer of(URI base, Endpoints overrides) {
        if (overrides.complete()) {
            return new AuthorizationServer(
                    overrides.authorization(),
                    overrides.token().orElseThrow(),
                    overrides.jwks(),
                    overrides.idTokenIssuer().orElseThrow());
        }
        AuthorizationServer known = found.getIfPresent(base);
        if (known == null) {
            known = merged(base, overrides, fetch(base));
            found.put(base, known);
        }
        return known;
    }

    private static AuthorizationServer merged(URI base, Endpoints overrides, ObjectNode document) {
        return new AuthorizationServer(
                overrides.authorization().or(() -> Json.address(document, "authorization_endpoint")),
                overrides
                        .token()
                        .or(() -> Json.address(document, "token_endpoint"))
                        .orElseThrow(() -> new Unavailable(true, "discovery names no token_endpoint", null)),
                overrides.jwks().or(() -> Json.address(document, "jwks_uri")),
                overrides
                        .idTokenIssuer()
                        .or(() -> Json.text(document, "issuer"))
                        .orElse(base.toString()));
    }

    private ObjectNode fetch(URI base) {
        URI address = URI.create(base + "/.well-known/smart-configuration");
        OutboundResponse response;
        try {
            response = outbound.send(
                    OutboundRequest.get(address, "application/json").limits(TIMEOUT, MAXIMUM_BYTES));
        } catch (OutboundRefused refused) {
            throw new Unavailable(true, refused.getMessage(), refused);
        } catch (OutboundFailed failed) {
            throw new Unavailable(false, failed.getMessage(), failed);
        }
        if (response.status() != 200) {
            throw new Unavailable(response.status() / 100 != 5, "discovery answered HTTP " + response.status(), null);
        }
        Optional<ObjectNode> document = Json.object(response.text());
        return document.orElseThrow(() -> new Unavailable(true, "discovery is not a JSON object", null));
    }
}
