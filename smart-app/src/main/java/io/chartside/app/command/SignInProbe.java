package io.chartside.app.command;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.outbound.Outbound;
import io.chartside.outbound.OutboundFailed;
import io.chartside.outbound.OutboundRefused;
import io.chartside.outbound.OutboundRequest;
import io.chartside.outbound.OutboundResponse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Asks the EHR's authorization endpoint what a browser would ask in a stand-alone launch, and goes no further: whoever does
 * not know the client or its redirect address says so before anybody signs in (RFC 6749 §4.1.2.1).
 */
final class SignInProbe {
    /** The challenge of RFC 7636, appendix B: its verifier is printed there, and no code ever comes of this. */
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private final EhrProfile profile;
    private final Outbound outbound;

    SignInProbe(EhrProfile profile, Outbound outbound) {
        this.profile = profile;
        this.outbound = outbound;
    }

    Finding finding(URI authorizationEndpoint, URI appUrl) {
        String redirect = appUrl + "/callback";
        try {
            OutboundResponse response =
                    outbound.send(OutboundRequest.get(request(authorizationEndpoint, redirect), "text/html")
                            .limits(profile.limits().timeout(), 1 << 20));
            return judged(response, redirect);
        } catch (OutboundRefused | OutboundFailed failed) {
            return Finding.wrong("the authorization endpoint cannot be asked: " + failed.getMessage());
        }
    }

    private Finding judged(OutboundResponse response, String redirect) {
        int status = response.status();
        Optional<String> error = response.header("Location")
                .filter(location -> location.startsWith(redirect))
                .map(location -> location.replaceFirst("(?s)^.*[?&]error=", ""))
                .map(rest -> URLDecoder.decode(rest.replaceFirst("(?s)&.*", ""), StandardCharsets.UTF_8))
                .filter(code -> code.matches("[a-z_]{1,40}"));
        if (error.isPresent()) {
            return error(error.get());
        }
        if (status == 400 || status == 401 || status == 404) {
            return Finding.wrong("the authorization endpoint answers HTTP " + status + ": see that client.id "
                    + profile.client().id() + " is of this environment and that exactly " + redirect
                    + " is registered as its redirect address");
        }
        if (status == 200 || status / 100 == 3) {
            return Finding.fine("the authorization endpoint takes client id and redirect address");
        }
        return Finding.note("the authorization endpoint answers HTTP " + status
                + " without a person: client id and redirect address show at the first launch");
    }

    private static Finding error(String code) {
        return switch (code) {
            case "login_required", "interaction_required", "consent_required", "access_denied" ->
                Finding.fine("the authorization endpoint takes client id and redirect address");
            case "invalid_scope" ->
                Finding.wrong(
                        "the EHR refuses the scopes of a stand-alone launch (invalid_scope): compare client.scopes"
                                + " and launch.stand-alone with the registration");
            case "unauthorized_client" ->
                Finding.wrong("the EHR lets this client have no code (unauthorized_client): it may be registered as a"
                        + " back-end service");
            default ->
                Finding.note("the authorization endpoint answers " + code
                        + " to a stand-alone launch: a launch from a chart may differ");
        };
    }

    private URI request(URI endpoint, String redirect) {
        String scopes = Arrays.stream(profile.client().scopes().strip().split("\\s+"))
                .flatMap(scope ->
                        scope.equals("launch") ? profile.launch().standAlone().scopes().stream() : Stream.of(scope))
                .collect(Collectors.joining(" "));
        return UriComponentsBuilder.fromUri(endpoint)
                .queryParam("response_type", "code")
                .queryParam("client_id", "{client}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "{scope}")
                .queryParam("state", "chartside-ehr-check")
                .queryParam("aud", "{aud}")
                .queryParam("code_challenge", CHALLENGE)
                .queryParam("code_challenge_method", "S256")
                .encode()
                .buildAndExpand(
                        profile.client().id(),
                        redirect,
                        scopes,
                        profile.launch().aud().orElse(profile.base().toString()))
                .toUri();
    }
}
