package io.chartside.server.login;

import io.chartside.outbound.AllowedOrigin;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import io.chartside.server.login.ExternalSignInFailed.Reason;
import io.chartside.server.tenancy.ExternalSignIn;
import io.chartside.server.tenancy.TenantSettings.TrustedIssuer;
import io.chartside.server.tenancy.Tenants;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The door to the issuers through which people sign in: to the origins that a tenant's settings name, and no other, so that a
 * discovery document leads nowhere that the tenant does not know. One answer, no redirect, five seconds, 64 kB.
 */
@Component
final class IssuerDoor {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAXIMUM_BYTES = 64 * 1024;
    private static final int BAD_REQUEST = 400;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Outbound outbound;

    IssuerDoor(Tenants tenants) {
        this.outbound = Outbound.allowing(() -> tenants.all().stream()
                .flatMap(tenant -> tenant.trustedIssuers().stream())
                .flatMap(IssuerDoor::named)
                .toList());
    }

    /** The origins that an entry names; one that has no sign-in names none. */
    private static Stream<AllowedOrigin> named(TrustedIssuer issuer) {
        if (issuer.signIn().isEmpty()) {
            return Stream.empty();
        }
        ExternalSignIn signIn = issuer.signIn().get();
        return Stream.of(
                        Optional.of(URI.create(issuer.issuer())),
                        Optional.of(issuer.jwksUri()),
                        signIn.authorizationEndpoint(),
                        signIn.tokenEndpoint())
                .flatMap(Optional::stream)
                .map(IssuerDoor::origin);
    }

    /** An http address can only be a neighbour that the operator has named. */
    private static AllowedOrigin origin(URI address) {
        return "http".equals(address.getScheme()) ? AllowedOrigin.internal(address) : AllowedOrigin.of(address);
    }

    /** Whether an address that the issuer tells has an origin that its entry names. */
    static boolean isNamed(TrustedIssuer issuer, URI address) {
        try {
            return address.getRawFragment() == null && named(issuer).anyMatch(origin(address)::equals);
        } catch (IllegalArgumentException | OutboundRefused e) {
            return false;
        }
    }

    Map<String, Object> get(URI address) throws ExternalSignInFailed {
        return send(OutboundRequest.get(address, "application/json"));
    }

    Map<String, Object> post(URI address, String form, Map<String, String> headers) throws ExternalSignInFailed {
        OutboundRequest request = OutboundRequest.form(address, form);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        return send(request);
    }

    private Map<String, Object> send(OutboundRequest request) throws ExternalSignInFailed {
        try {
            OutboundResponse response = outbound.send(request.limits(TIMEOUT, MAXIMUM_BYTES));
            if (response.status() == BAD_REQUEST && request.method().equals("POST")) {
                // RFC 6749, section 5.2: a code that is none, or was not made for this sign-in.
                throw new ExternalSignInFailed(Reason.NOT_ACCEPTED, request + " was answered with 400");
            }
            if (response.status() != 200) {
                throw unavailable(request + " was answered with " + response.status());
            }
            Map<String, Object> json = JSON.readValue(response.text(), OBJECT);
            if (json == null) {
                throw unavailable(request + " was not answered with an object");
            }
            return json;
        } catch (OutboundFailed | OutboundRefused e) {
            throw unavailable(e.getMessage());
        } catch (JacksonException e) {
            // Without a cause: its text may hold a token.
            throw unavailable(request + " was not answered with a JSON object");
        }
    }

    private static ExternalSignInFailed unavailable(String message) {
        return new ExternalSignInFailed(Reason.UNAVAILABLE, message);
    }
}
