package io.chartside.app.launch;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.words.Texts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /callback}: the browser comes back from the EHR. State is taken once, the code is redeemed, the id_token is
 * verified, the visit is opened, and the browser goes on to it. Answers with a redirect or an error page, never with content.
 */
@Controller
final class CallbackController {

    private static final int MAXIMUM_CODE = 4096;

    private final EhrProfiles profiles;
    private final SignIns signIns;
    private final LaunchStore store;
    private final LaunchOpening opening;
    private final PageHeaders headers;
    private final BrowserSessions browsers;
    private final BrowserCookie cookie;
    private final PluginSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CallbackController(
            EhrProfiles profiles,
            SignIns signIns,
            LaunchStore store,
            LaunchOpening opening,
            PageHeaders headers,
            BrowserSessions browsers,
            BrowserCookie cookie,
            PluginSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {
        this.profiles = profiles;
        this.signIns = signIns;
        this.store = store;
        this.opening = opening;
        this.headers = headers;
        this.browsers = browsers;
        this.cookie = cookie;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    @GetMapping("/callback")
    ResponseEntity<Void> callback(HttpServletRequest request, HttpServletResponse response) {
        String state = state(request);
        Optional<String> ticket = cookie.ticket(request, state);
        PendingLaunch pending = store.take(state, ticket.map(Unguessable::hash), clock.instant());
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.noTicketHeader(state));
        EhrProfile profile = profiles.ofSite(pending.site()).orElseThrow(() -> Problem.UNKNOWN_EHR.because());
        headers.onlyFramedBy(profile.everyFrameAncestor(), response);
        refuseErrors(request, profile);
        String code = one(request, "code")
                .filter(value -> value.length() <= MAXIMUM_CODE)
                .orElseThrow(() -> Problem.SIGN_IN_REFUSED.because(Texts.of("detail.neither-code-nor-error")));

        TokenAnswer answer = redeem(profile, pending, code);
        Identity identity = identity(profile, answer, pending.nonce());
        LaunchSession opened = opening.open(
                profile, answer, identity, browsers.of(request, response), Unguessable.hash(ticket.orElseThrow()));
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.ticketHeader(opened.launchId(), ticket.get()));
        events.publishEvent(new LaunchOpened(opened));
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(settings.appUrl()
                        + opened.path()
                        + answer.appContext().map(AppContext::fragment).orElseGet(() -> place(profile, opened))))
                .build();
    }

    /** The choice of a visit, or where the EHR's user wanted to go ({@code intent}), as far as the profile knows it. */
    private static String place(EhrProfile profile, LaunchSession opened) {
        if (opened.ehr().encounter().isEmpty()) {
            return "visits";
        }
        return opened.intent()
                .map(profile.launch().intents()::get)
                .map(place -> place.equals("today") ? place : "#" + place)
                .orElse("");
    }

    private static String state(HttpServletRequest request) {
        String[] values = request.getParameterValues("state");
        if (values == null || values[0].isBlank()) {
            throw Problem.STATE_MISSING.because();
        }
        if (values.length > 1 || !Unguessable.isOne(values[0])) {
            throw Problem.STATE_UNKNOWN.because();
        }
        return values[0];
    }

    /** An error of the EHR's (RFC 6749 §4.1.2.1), and an answer of another server than was asked (RFC 9207). */
    private void refuseErrors(HttpServletRequest request, EhrProfile profile) {
        one(request, "error").ifPresent(error -> {
            String code = error.matches("[a-z_]{1,40}") ? error : "unspecified";
            String details = one(request, "error_description")
                    .map(text -> text.replaceAll("\\p{Cntrl}", " "))
                    .map(text -> text.substring(0, Math.min(300, text.length())))
                    .orElse("");
            throw Problem.SIGN_IN_REFUSED.because(Texts.of(
                    "detail.ehr-says", profile.name(), code + (details.isBlank() ? "" : " (" + details + ")")));
        });
        one(request, "iss").ifPresent(issuer -> {
            if (!issuer.equals(server(profile).issuer())) {
                throw Problem.SIGN_IN_REFUSED.because(Texts.of("detail.another-server"));
            }
        });
    }

    private AuthorizationServer server(EhrProfile profile) {
        try {
            return signIns.ehrServer(profile);
        } catch (Discovery.Unavailable unavailable) {
            throw problem(unavailable).because(unavailable);
        }
    }

    private static Problem problem(Discovery.Unavailable unavailable) {
        return unavailable.misconfigured() ? Problem.EHR_MISCONFIGURED : Problem.EHR_UNREACHABLE;
    }

    private TokenAnswer redeem(EhrProfile profile, PendingLaunch pending, String code) {
        try {
            return signIns.redeem(profile, pending, code);
        } catch (TokenEndpoint.Refused refused) {
            throw Problem.TOKEN_REFUSED.because(refused, Texts.of("detail.ehr-says", profile.name(), refused.error()));
        } catch (TokenEndpoint.Unavailable unavailable) {
            throw Problem.EHR_UNREACHABLE.because(unavailable);
        } catch (Discovery.Unavailable unavailable) {
            throw problem(unavailable).because(unavailable);
        }
    }

    private Identity identity(EhrProfile profile, TokenAnswer answer, String nonce) {
        String idToken =
                answer.idToken().orElseThrow(() -> Problem.IDENTITY_REFUSED.because(Texts.of("detail.no-id-token")));
        try {
            return signIns.verify(profile, idToken, Optional.of(nonce));
        } catch (IdTokens.Unverified unverified) {
            throw Problem.IDENTITY_REFUSED.because(unverified, Texts.shown(unverified.reason()));
        } catch (Discovery.Unavailable unavailable) {
            throw problem(unavailable).because(unavailable);
        }
    }

    private static Optional<String> one(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null || values[0].isBlank()) {
            return Optional.empty();
        }
        if (values.length > 1) {
            throw Problem.SIGN_IN_REFUSED.because(Texts.of("detail.given-twice", name));
        }
        return Optional.of(values[0]);
    }
}
