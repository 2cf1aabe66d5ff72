package io.chartside.server.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.login.ExternalSignInFailed.Reason;
import io.chartside.server.tenancy.ExternalSignIn;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Where an issuer's endpoints are: as the tenant's entry says, else as its discovery document does, known for ten minutes. */
@Component
final class IssuerMetadata {
    /** @param saysIssuer whether the issuer names itself in every answer (RFC 9207, section 2.3) */
    record Endpoints(URI authorization, URI token, boolean saysIssuer) {}

    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final String DOCUMENT = "/.well-known/openid-configuration";

    private final IssuerDoor door;
    private final Clock clock;
    private final Cache<String, Known> known =
            Caffeine.newBuilder().maximumSize(1_000).build();

    private record Known(Map<String, Object> document, Instant until) {}

    IssuerMetadata(IssuerDoor door, Clock clock) {
        this.door = door;
        this.clock = clock;
    }

    Endpoints of(TrustedIssuer issuer) throws ExternalSignInFailed {
        ExternalSignIn signIn = issuer.signIn().orElseThrow();
        if (signIn.authorizationEndpoint().isPresent() && signIn.tokenEndpoint().isPresent()) {
            return new Endpoints(
                    signIn.authorizationEndpoint().get(), signIn.tokenEndpoint().get(), false);
        }
        Known before = known.getIfPresent(issuer.issuer());
        boolean fresh = before != null && clock.instant().isBefore(before.until());
        Map<String, Object> document = fresh ? before.document() : fetched(issuer);
        Endpoints endpoints = new Endpoints(
                endpoint(issuer, signIn.authorizationEndpoint(), document, "authorization_endpoint"),
                endpoint(issuer, signIn.tokenEndpoint(), document, "token_endpoint"),
                Boolean.TRUE.equals(document.get("authorization_response_iss_parameter_supported")));
        if (!fresh) {
            known.put(issuer.issuer(), new Known(document, clock.instant().plus(KEPT)));
        }
        return endpoints;
    }

    /** OpenID Connect Discovery 1.0, section 4.3: the issuer in it is exactly the one that was asked. */
    private Map<String, Object> fetched(TrustedIssuer issuer) throws ExternalSignInFailed {
        String base = issuer.issuer();
        URI address = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + DOCUMENT);
        Map<String, Object> document = door.get(address);
        if (!base.equals(document.get("issuer"))) {
            throw new ExternalSignInFailed(Reason.UNAVAILABLE, "the discovery document is of another issuer");
        }
        return document;
    }

    private static URI endpoint(
            TrustedIssuer issuer, Optional<URI> configured, Map<String, Object> document, String name)
            throws ExternalSignInFailed {
        if (configured.isPresent()) {
            return configured.get();
        }
        try {
            URI told = URI.create(String.valueOf(document.get(name)));
            if (IssuerDoor.isNamed(issuer, told)) {
                return told;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the content.
        }
        throw new ExternalSignInFailed(
                Reason.UNAVAILABLE,
                "the discovery document's " + name + " has an origin that the tenant's settings do not name;"
                        + " the key " + name.replace('_', '-') + " names one");
    }
}
