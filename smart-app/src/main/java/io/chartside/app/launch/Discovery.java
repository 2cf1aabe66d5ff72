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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the endpoints of a FHIR server's authorization server: what the profile says goes before what the server says, and a
 * profile that says all of it needs no discovery. A server without {@code .well-known/smart-configuration} is asked for its
 * CapabilityStatement; one that names no keys for {@code .well-known/openid-configuration}. Answers are kept for a while, and
 * an old one is used for up to a day when no new one can be had.
 */
@Component
final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(2);
    private static final Duration STALE = Duration.ofHours(24);
    private static final int MAXIMUM_BYTES = 256 * 1024;
    /** A CapabilityStatement lists every resource and search parameter. */
    private static final int MAXIMUM_STATEMENT_BYTES = 16 << 20;

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

    /** Why nothing was found, for whoever asks again at once: a launch is begun by anybody, and each would ask the EHR anew. */
    private record Failed(Unavailable reason, Instant askAgainAt) {}

    /** What was found, and until when nothing else is asked for. */
    private record Found(AuthorizationServer server, Instant askAgainAt) {}

    private final Outbound outbound;
    private final Duration kept;
    private final Clock clock;
    private final Cache<URI, Found> found =
            Caffeine.newBuilder().maximumSize(1000).expireAfterWrite(STALE).build();

    private final Cache<URI, Failed> failed =
            Caffeine.newBuilder().maximumSize(1000).build();

    Discovery(Outbound outbound, LaunchSettings settings, Clock clock) {
        this.outbound = outbound;
        this.kept = settings.discoveryCache();
        this.clock = clock;
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
        Found known = found.getIfPresent(base);
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.askAgainAt())) {
            return known.server();
        }
        Failed before = failed.getIfPresent(base);
        if (before != null && now.isBefore(before.askAgainAt())) {
            throw new Unavailable(
                    before.reason().misconfigured(), before.reason().getMessage(), null);
        }
        try {
            AuthorizationServer server = ask(base, overrides);
            found.put(base, new Found(server, now.plus(kept)));
            return server;
        } catch (Unavailable unavailable) {
            if (known == null || now.isAfter(known.askAgainAt().plus(STALE))) {
                failed.put(base, new Failed(unavailable, clock.instant().plus(FAILURE_PAUSE)));
                throw unavailable;
            }
            LOG.warn("discovery failed, the last answer is used: {}", unavailable.getMessage());
            // Whoever launches next does not wait for the same timeout again.
            found.asMap().replace(base, known, new Found(known.server(), now.plus(PAUSE)));
            return known.server();
        }
    }

    private AuthorizationServer ask(URI base, Endpoints overrides) {
        Optional<ObjectNode> document;
        Optional<CapabilityEndpoints> stated;
        try {
            document = document(base);
            stated = document.isPresent() ? Optional.empty() : statement(base);
        } catch (Unavailable slow) {
            // Servers from before SMART App Launch 2 may hang on an address that they do not know.
            document = Optional.empty();
            stated = Optional.of(slow)
                    .filter(reason -> !reason.misconfigured())
                    .flatMap(reason -> statementInsteadOf(base))
                    .filter(said -> said.token().isPresent());
            if (stated.isEmpty()) {
                throw slow;
            }
        }
        return merged(base, overrides, document, stated);
    }

    private AuthorizationServer merged(
            URI base, Endpoints overrides, Optional<ObjectNode> document, Optional<CapabilityEndpoints> stated) {
        String issuer = overrides
                .idTokenIssuer()
                .or(() -> document.flatMap(said -> Json.text(said, "issuer")))
                .orElse(base.toString());
        return new AuthorizationServer(
                overrides
                        .authorization()
                        .or(() -> document.flatMap(said -> Json.address(said, "authorization_endpoint")))
                        .or(() -> stated.flatMap(CapabilityEndpoints::authorize)),
                overrides
                        .token()
                        .or(() -> document.flatMap(said -> Json.address(said, "token_endpoint")))
                        .or(() -> stated.flatMap(CapabilityEndpoints::token))
                        .orElseThrow(() -> new Unavailable(true, "discovery names no token_endpoint", null)),
                overrides
                        .jwks()
                        .or(() -> document.flatMap(said -> Json.address(said, "jwks_uri")))
                        .or(() -> openIdKeys(issuer)),
                issuer);
    }

    private Optional<CapabilityEndpoints> statementInsteadOf(URI base) {
        try {
            return statement(base);
        } catch (Unavailable neither) {
            return Optional.empty();
        }
    }

    /** Empty where the server has no such document, or what is there is none. */
    private Optional<ObjectNode> document(URI base) {
        OutboundResponse response = get(base + "/.well-known/smart-configuration", "application/json", MAXIMUM_BYTES);
        if (response.status() / 100 == 5 || response.status() == 429) {
            throw new Unavailable(false, "discovery answered HTTP " + response.status(), null);
        }
        return response.status() == 200 ? Json.object(response.text()) : Optional.empty();
    }

    /** What servers from before SMART App Launch 2 have instead of a discovery document. */
    private Optional<CapabilityEndpoints> statement(URI base) {
        OutboundResponse response = get(base + "/metadata", "application/fhir+json", MAXIMUM_STATEMENT_BYTES);
        if (response.status() != 200) {
            throw new Unavailable(
                    response.status() / 100 != 5,
                    "there is no discovery document, and metadata answered HTTP " + response.status(),
                    null);
        }
        return Json.object(response.text()).map(CapabilityEndpoints::of);
    }

    /** Without an answer there are no keys, which the callback says. */
    private Optional<URI> openIdKeys(String issuer) {
        try {
            OutboundResponse response = get(Endpoints.openIdConfiguration(issuer), "application/json", MAXIMUM_BYTES);
            return response.status() == 200
                    ? Json.object(response.text())
                            .filter(said -> Json.text(said, "issuer")
                                    .filter(issuer::equals)
                                    .isPresent())
                            .flatMap(said -> Json.address(said, "jwks_uri"))
                    : Optional.empty();
        } catch (Unavailable | IllegalArgumentException without) {
            LOG.warn("no openid-configuration: {}", without.getMessage());
            return Optional.empty();
        }
    }

    private OutboundResponse get(String address, String accept, int maximumBytes) {
        try {
            return outbound.send(
                    OutboundRequest.get(URI.create(address), accept).limits(TIMEOUT, maximumBytes));
        } catch (OutboundRefused refused) {
            throw new Unavailable(true, refused.getMessage(), refused);
        } catch (OutboundFailed failed) {
            throw new Unavailable(false, failed.getMessage(), failed);
        }
    }
}
