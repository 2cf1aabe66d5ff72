package io.chartside.app.launch;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.LaunchRules.StandAlone;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.words.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * {@code GET /launch}: the first step of SMART App Launch 2.2 (3.0.5 EHR launch, 3.0.6 authorization request). An issuer
 * that is not registered ends here, before any request leaves. Always PKCE with S256, whether the EHR advertises it or not.
 */
@Controller
final class LaunchController {

    private static final int MAXIMUM_PARAMETER = 4096;
    private static final Set<String> SMART = Set.of("iss", "launch");

    private static final Pattern ADDRESS =
            Pattern.compile("https?://[A-Za-z0-9.-]{1,100}(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]{0,200})?");

    private final EhrProfiles profiles;
    private final SignIns signIns;
    private final LaunchStore store;
    private final BrowserSessions browsers;
    private final BrowserCookie cookie;
    private final PageHeaders headers;
    private final PluginSettings settings;
    private final LaunchSettings launches;
    private final Clock clock;

    LaunchController(
            EhrProfiles profiles,
            SignIns signIns,
            LaunchStore store,
            BrowserSessions browsers,
            BrowserCookie cookie,
            PageHeaders headers,
            PluginSettings settings,
            LaunchSettings launches,
            Clock clock) {
        this.profiles = profiles;
        this.signIns = signIns;
        this.store = store;
        this.browsers = browsers;
        this.cookie = cookie;
        this.headers = headers;
        this.settings = settings;
        this.launches = launches;
        this.clock = clock;
    }

    @GetMapping("/launch")
    ResponseEntity<Void> launch(HttpServletRequest request, HttpServletResponse response) {
        String iss = one(request, "iss").orElseThrow(() -> withoutIssuer(request));
        Optional<String> launch = one(request, "launch");
        EhrProfile profile = profiles.ofIssuer(iss).orElseThrow(() -> unknown(iss));
        headers.onlyFramedBy(profile.everyFrameAncestor(), response);
        if (launch.isEmpty() && profile.launch().standAlone() == StandAlone.NONE) {
            throw Problem.BAD_LAUNCH.because(Texts.of("detail.chart-only", profile.name()));
        }
        URI authorizationEndpoint = authorizationEndpoint(profile);

        Instant now = clock.instant();
        browsers.of(request, response);
        String state = Unguessable.value();
        String ticket = Unguessable.value();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.ticketHeader(state, ticket));
        PendingLaunch pending = new PendingLaunch(
                profile.site(), settings.appUrl() + "/callback", Unguessable.codeVerifier(), Unguessable.value());
        store.addPending(state, Unguessable.hash(ticket), pending, now, now.plus(launches.pendingTimeout()));

        UriComponentsBuilder target = UriComponentsBuilder.fromUri(authorizationEndpoint)
                .queryParam("response_type", "code")
                .queryParam("client_id", "{client}")
                .queryParam("redirect_uri", "{redirect}")
                .queryParam("scope", "{scope}")
                .queryParam("state", "{state}")
                .queryParam("aud", "{aud}")
                .queryParam("nonce", "{nonce}")
                .queryParam("code_challenge", "{challenge}")
                .queryParam("code_challenge_method", "S256");
        launch.ifPresent(value -> target.queryParam("launch", "{launch}"));
        // With max_age the id_token must carry auth_time (OpenID Connect Core 1.0, section 2), which a signature needs.
        profile.client().maxAge().ifPresent(age -> target.queryParam("max_age", age.toSeconds()));
        URI location = target.encode()
                .buildAndExpand(Map.of(
                        "client", profile.client().id(),
                        "redirect", pending.redirectUri(),
                        "scope", scopes(profile, launch.isPresent()),
                        "state", state,
                        "aud",
                                profile.launch()
                                        .aud()
                                        .orElseGet(() -> profile.base().toString()),
                        "nonce", pending.nonce(),
                        "challenge", Unguessable.challenge(pending.codeVerifier()),
                        "launch", launch.orElse("")))
                .toUri();
        return ResponseEntity.status(HttpStatus.FOUND).location(location).build();
    }

    /**
     * A form sent here, or an address with parameters of another kind: launches from before SMART, such as Epic's with an
     * encrypted token or with user and patient in the clear. Their content is neither read nor logged.
     */
    @PostMapping("/launch")
    void legacy() {
        throw Problem.LEGACY_LAUNCH.because();
    }

    /** With the address as it came: a slash more or less than the profile has is a usual cause. Nothing but an address is repeated. */
    private static ShowError unknown(String iss) {
        return ADDRESS.matcher(iss).matches()
                ? Problem.UNKNOWN_EHR.because(Texts.of("detail.issuer", iss))
                : Problem.UNKNOWN_EHR.because();
    }

    private static ShowError withoutIssuer(HttpServletRequest request) {
        boolean otherKind = request.getParameterMap().keySet().stream().anyMatch(name -> !SMART.contains(name));
        return otherKind ? Problem.LEGACY_LAUNCH.because() : Problem.BAD_LAUNCH.because(Texts.of("detail.no-iss"));
    }

    /** Where to send the browser; only to an origin that the profile names, whatever discovery says. */
    private URI authorizationEndpoint(EhrProfile profile) {
        URI endpoint;
        try {
            endpoint = signIns.ehrServer(profile)
                    .authorizationEndpoint()
                    .orElseThrow(() -> Problem.EHR_MISCONFIGURED.because(Texts.of("detail.no-authorization-endpoint")));
        } catch (Discovery.Unavailable unavailable) {
            Problem problem = unavailable.misconfigured() ? Problem.EHR_MISCONFIGURED : Problem.EHR_UNREACHABLE;
            throw problem.because(unavailable);
        }
        if (!profile.reaches(endpoint)) {
            throw Problem.EHR_MISCONFIGURED.because(Texts.of("detail.unregistered-server"));
        }
        return endpoint;
    }

    /** In a stand-alone launch the EHR asks for the patient itself (SMART App Launch 2.2, {@code launch/patient}). */
    private static String scopes(EhrProfile profile, boolean fromEhr) {
        List<String> scopes = Arrays.asList(profile.client().scopes().strip().split("\\s+"));
        if (fromEhr) {
            return String.join(" ", scopes);
        }
        return scopes.stream()
                .flatMap(scope ->
                        scope.equals("launch") ? profile.launch().standAlone().scopes().stream() : Stream.of(scope))
                .collect(Collectors.joining(" "));
    }

    private static Optional<String> one(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null || values[0].isBlank()) {
            return Optional.empty();
        }
        if (values.length > 1 || values[0].length() > MAXIMUM_PARAMETER) {
            throw Problem.BAD_LAUNCH.because(Texts.of("detail.twice-or-too-long", name));
        }
        return Optional.of(values[0]);
    }
}
