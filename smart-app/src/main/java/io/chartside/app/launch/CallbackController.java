package io.chartside.app.launch;

import io.chartside.app.ehr.ChartOpening;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.OpenedChart;
import io.chartside.app.ehr.PatientMismatch;
import io.chartside.app.launch.LaunchSession.Context;
import io.chartside.app.launch.LaunchSession.Names;
import io.chartside.app.launch.Tokens.Side;
import io.chartside.app.plugin.PluginSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * {@code GET /callback}: the browser comes back from the EHR. State is taken once, the code is redeemed, the id_token is
 * verified and exchanged at Chartside's own server (RFC 8693) for a token of that clinician, the chart is opened, and the
 * browser goes on to the visit. Answers with a redirect or an error page, never with content.
 */
@Controller
final class CallbackController {

    private static final int MAXIMUM_CODE = 4096;

    private final EhrProfiles profiles;
    private final SignIns signIns;
    private final LaunchStore store;
    private final LaunchSessions sessions;
    private final FhirClients clients;
    private final ChartOpening chartOpening;
    private final BrowserCookie cookie;
    private final PluginSettings settings;
    private final LaunchSettings launches;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    CallbackController(
            EhrProfiles profiles,
            SignIns signIns,
            LaunchStore store,
            LaunchSessions sessions,
            FhirClients clients,
            ChartOpening chartOpening,
            BrowserCookie cookie,
            PluginSettings settings,
            LaunchSettings launches,
            ApplicationEventPublisher events,
            Clock clock) {
        this.profiles = profiles;
        this.signIns = signIns;
        this.store = store;
        this.sessions = sessions;
        this.clients = clients;
        this.chartOpening = chartOpening;
        this.cookie = cookie;
        this.settings = settings;
        this.launches = launches;
        this.events = events;
        this.clock = clock;
    }

    @GetMapping("/callback")
    ResponseEntity<Void> callback(HttpServletRequest request) {
        String state = state(request);
        byte[] browser = cookie.read(request).map(Unguessable::hash).orElse(null);
        PendingLaunch pending = store.take(state, Optional.ofNullable(browser), clock.instant());
        EhrProfile profile = profiles.ofSite(pending.site()).orElseThrow(() -> Problem.UNKNOWN_EHR.because());
        refuseErrors(request, profile);
        String code = one(request, "code")
                .filter(value -> value.length() <= MAXIMUM_CODE)
                .orElseThrow(() -> Problem.SIGN_IN_REFUSED.because("The EHR sent neither a code nor an error."));

        TokenAnswer answer = redeem(profile, pending, code);
        Identity identity = identity(profile, answer, pending.nonce());
        FhirUser user =
                FhirUser.of(identity.fhirUser(), profile.base()).orElseThrow(() -> Problem.NO_CLINICIAN.because());
        String patient = answer.patient().orElseThrow(() -> Problem.NO_PATIENT.because());
        TokenAnswer record = exchange(profile, identity);

        LaunchSession session = session(profile, answer, record, identity, patient, user);
        Instant now = clock.instant();
        Tokens tokens = new Tokens(Side.of(answer), Side.of(record), identity.token(), identity.expiresAt());
        store.add(session, profile.tenant(), browser, tokens, now, now.plus(launches.absoluteTimeout()));
        LaunchSession opened = open(profile, session, user);
        events.publishEvent(new LaunchOpened(opened));
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(settings.appUrl() + opened.path()))
                .build();
    }

    private LaunchSession session(
            EhrProfile profile,
            TokenAnswer answer,
            TokenAnswer record,
            Identity identity,
            String patient,
            FhirUser user) {
        Optional<String> practitioner = user.isRole() ? Optional.empty() : Optional.of(user.id());
        boolean sameRecord = settings.recordBase(profile.tenant()).equals(profile.base());
        Optional<String> recordPractitioner = record.fhirUser()
                .flatMap(own -> FhirUser.of(own, settings.recordBase(profile.tenant())))
                .filter(own -> !own.isRole())
                .map(FhirUser::id)
                .or(() -> sameRecord ? practitioner : Optional.empty());
        return new LaunchSession(
                Unguessable.value(),
                profile.site(),
                profile.name(),
                sameRecord,
                new Context(Optional.of(patient), answer.encounter(), practitioner),
                new Context(Optional.empty(), Optional.empty(), recordPractitioner),
                Names.none(),
                answer.needPatientBanner(),
                answer.scopes(),
                answer.intent(),
                identity.signedInAt(),
                Unguessable.value());
    }

    private LaunchSession open(EhrProfile profile, LaunchSession launched, FhirUser user) {
        try {
            EhrClient ehr = clients.ehr(launched);
            String practitioner = user.isRole() ? practitionerOf(ehr, user, profile) : user.id();
            LaunchSession session = launched.by(practitioner);
            OpenedChart chart = chartOpening.open(
                    profile,
                    ehr,
                    clients.record(session),
                    session.ehr().patient().orElseThrow(),
                    session.ehr().encounter(),
                    practitioner,
                    session.record().practitioner());
            Context record = new Context(
                    Optional.of(chart.patient()),
                    chart.encounter(),
                    session.record().practitioner());
            return sessions.opened(
                    session, record, new Names(chart.patientName(), chart.practitionerName(), chart.encounterName()));
        } catch (PatientMismatch mismatch) {
            throw Problem.BAD_LAUNCH.because(mismatch, "The EHR named a visit of another patient.");
        }
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
            throw Problem.SIGN_IN_REFUSED.because(
                    profile.name() + " says: " + code + (details.isBlank() ? "" : " (" + details + ")"));
        });
        one(request, "iss").ifPresent(issuer -> {
            if (!issuer.equals(server(profile).issuer())) {
                throw Problem.SIGN_IN_REFUSED.because("Another server answered than the one that was asked.");
            }
        });
    }

    private AuthorizationServer server(EhrProfile profile) {
        try {
            return signIns.ehrServer(profile);
        } catch (Discovery.Unavailable unavailable) {
            throw Problem.EHR_UNREACHABLE.because(unavailable);
        }
    }

    private TokenAnswer redeem(EhrProfile profile, PendingLaunch pending, String code) {
        try {
            return signIns.redeem(profile, pending, code);
        } catch (TokenEndpoint.Refused refused) {
            throw Problem.TOKEN_REFUSED.because(refused, profile.name() + " says: " + refused.error());
        } catch (TokenEndpoint.Unavailable | Discovery.Unavailable unavailable) {
            throw Problem.EHR_UNREACHABLE.because(unavailable);
        }
    }

    private Identity identity(EhrProfile profile, TokenAnswer answer, String nonce) {
        String idToken =
                answer.idToken().orElseThrow(() -> Problem.IDENTITY_REFUSED.because("The EHR sent no id_token."));
        try {
            return signIns.verify(profile, idToken, Optional.of(nonce));
        } catch (IdTokens.Unverified unverified) {
            throw Problem.IDENTITY_REFUSED.because(unverified, unverified.getMessage());
        } catch (Discovery.Unavailable unavailable) {
            throw Problem.EHR_UNREACHABLE.because(unavailable);
        }
    }

    /** The person in a role, as the EHR itself tells (SMART App Launch 2.2, {@code fhirUser}). */
    private static String practitionerOf(EhrClient ehr, FhirUser role, EhrProfile profile) {
        String reference =
                ehr.read(PractitionerRole.class, role.id()).getPractitioner().getReference();
        return FhirUser.of(String.valueOf(reference), profile.base())
                .filter(user -> !user.isRole())
                .map(FhirUser::id)
                .orElseThrow(() -> Problem.NO_CLINICIAN.because("The EHR's role names no practitioner."));
    }

    private TokenAnswer exchange(EhrProfile profile, Identity identity) {
        try {
            return signIns.exchange(profile, identity);
        } catch (TokenEndpoint.Refused refused) {
            Problem problem =
                    refused.error().equals("invalid_client") ? Problem.RECORD_UNREACHABLE : Problem.NOT_LINKED;
            String words = refused.description().isEmpty() ? "" : " – " + refused.description();
            throw problem.because(refused, "Chartside's server says: " + refused.error() + words);
        } catch (TokenEndpoint.Unavailable | Discovery.Unavailable unavailable) {
            throw Problem.RECORD_UNREACHABLE.because(unavailable);
        }
    }

    private static Optional<String> one(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        if (values == null || values[0].isBlank()) {
            return Optional.empty();
        }
        if (values.length > 1) {
            throw Problem.SIGN_IN_REFUSED.because("The parameter " + name + " is given twice.");
        }
        return Optional.of(values[0]);
    }
}
