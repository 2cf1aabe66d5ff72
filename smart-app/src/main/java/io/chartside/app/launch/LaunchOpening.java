package io.chartside.app.launch;

import io.chartside.app.ehr.ChartOpening;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.OpenedChart;
import io.chartside.app.ehr.PatientMismatch;
import io.chartside.app.ehr.VisitCancelled;
import io.chartside.app.launch.LaunchSession.Context;
import io.chartside.app.launch.LaunchSession.Names;
import io.chartside.app.launch.Tokens.Side;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.words.Texts;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hl7.fhir.r4.model.Person;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.springframework.stereotype.Component;

/**
 * From a token of the EHR to an open visit: who the user is, whether what was granted is enough, the token of the record
 * (RFC 8693), the chart. What the EHR says is believed as far as its own answers agree.
 */
@Component
final class LaunchOpening {

    private final SignIns signIns;
    private final LaunchStore store;
    private final LaunchSessions sessions;
    private final FhirClients clients;
    private final ChartOpening chartOpening;
    private final EhrStyles styles;
    private final PluginSettings settings;
    private final LaunchSettings launches;
    private final Clock clock;

    LaunchOpening(
            SignIns signIns,
            LaunchStore store,
            LaunchSessions sessions,
            FhirClients clients,
            ChartOpening chartOpening,
            EhrStyles styles,
            PluginSettings settings,
            LaunchSettings launches,
            Clock clock) {
        this.signIns = signIns;
        this.store = store;
        this.sessions = sessions;
        this.clients = clients;
        this.chartOpening = chartOpening;
        this.styles = styles;
        this.settings = settings;
        this.launches = launches;
        this.clock = clock;
    }

    /**
     * Opens the visit of a launch.
     *
     * @param registered the EHR that answered
     * @param identity from a verified id_token
     * @param browser hash of the browser's cookie
     * @param ticket hash of the launch's own cookie
     * @throws ShowError when there is no way on; nothing has been imported then
     */
    LaunchSession open(EhrProfile registered, TokenAnswer answer, Identity identity, byte[] browser, byte[] ticket) {
        FhirUser user = FhirUser.of(identity.fhirUser(), registered.base())
                .filter(FhirUser::mayBeClinician)
                .orElseThrow(() -> Problem.NO_CLINICIAN.because());
        String patient = answer.patient().orElseThrow(() -> Problem.NO_PATIENT.because());
        List<String> unreadable = Scopes.unreadable(answer.scopes());
        if (!unreadable.isEmpty()) {
            throw Problem.SCOPES_NARROWED.because(Texts.of("detail.not-granted", String.join(", ", unreadable)));
        }
        EhrProfile profile = registered.at(answer.tenant()).orElseThrow(() -> Problem.UNKNOWN_TENANT.because());
        TokenAnswer record = exchange(profile, identity);
        LaunchSession session = session(profile, answer, record, identity, patient, user);
        Instant now = clock.instant();
        Tokens tokens = new Tokens(Side.of(answer), Side.of(record), identity.token(), identity.expiresAt());
        store.add(session, profile.tenant(), browser, ticket, tokens, now, now.plus(launches.absoluteTimeout()));
        try {
            return open(profile, session, user, styles.begin(profile, answer.styleUrl()));
        } catch (RuntimeException failed) {
            // Nobody will learn this launch's id: its tokens are of no use any more.
            sessions.end(session);
            throw failed;
        }
    }

    private LaunchSession session(
            EhrProfile profile,
            TokenAnswer answer,
            TokenAnswer record,
            Identity identity,
            String patient,
            FhirUser user) {
        Optional<String> practitioner =
                Optional.of(user).filter(FhirUser::isPractitioner).map(FhirUser::id);
        URI recordBase = settings.recordBase(profile.tenant());
        boolean sameRecord = recordBase.equals(profile.base());
        Optional<String> recordPractitioner = record.fhirUser()
                .flatMap(own -> FhirUser.of(own, recordBase))
                .filter(FhirUser::isPractitioner)
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
                answer.granted(),
                identity.signedInAt(),
                Unguessable.value(),
                List.of());
    }

    /** The visit that the clinician chose for a launch that named none. */
    LaunchSession withVisit(LaunchSession session, String encounter) {
        Context chosen = new Context(
                session.ehr().patient(), Optional.of(encounter), session.ehr().practitioner());
        LaunchSession at = session.at(chosen);
        return read(clients.profile(session), at, clients.ehr(at), at.granted().style());
    }

    private LaunchSession open(
            EhrProfile profile, LaunchSession launched, FhirUser user, CompletableFuture<EhrStyle> style) {
        EhrClient ehr = clients.ehr(launched);
        String practitioner = practitioner(ehr, user, profile);
        Context known = new Context(launched.ehr().patient(), launched.ehr().encounter(), Optional.of(practitioner));
        LaunchSession read = read(profile, launched.at(known), ehr, EhrStyle.NONE);
        EhrStyle styled = EhrStyles.of(style);
        return styled.equals(EhrStyle.NONE)
                ? read
                : sessions.keep(read.opened(read.record(), read.names(), styled, read.unread()));
    }

    private LaunchSession read(EhrProfile profile, LaunchSession session, EhrClient ehr, EhrStyle style) {
        try {
            OpenedChart chart = chartOpening.open(
                    profile,
                    ehr,
                    clients.record(session),
                    session.ehr().patient().orElseThrow(),
                    session.ehr().encounter(),
                    session.ehr().practitioner().orElseThrow(),
                    session.record().practitioner(),
                    session.granted().fhirContext().stream()
                            .filter(item -> item.role().equals(ContextItem.LAUNCH))
                            .flatMap(item -> item.reference().stream())
                            .toList());
            Context record = new Context(
                    Optional.of(chart.patient()),
                    chart.encounter(),
                    session.record().practitioner());
            Names names = new Names(chart.patientName(), chart.practitionerName(), chart.encounterName());
            return sessions.keep(session.opened(record, names, style, chart.unread()));
        } catch (PatientMismatch mismatch) {
            throw Problem.PATIENT_MISMATCH.because(mismatch);
        } catch (VisitCancelled cancelled) {
            throw Problem.VISIT_CANCELLED.because(cancelled);
        }
    }

    /** Who a role or a person is, as the EHR itself tells (SMART App Launch 2.2, {@code fhirUser}). */
    private static String practitioner(EhrClient ehr, FhirUser user, EhrProfile profile) {
        List<String> named = switch (user.kind()) {
            case ROLE ->
                List.of(String.valueOf(ehr.read(PractitionerRole.class, user.id())
                        .getPractitioner()
                        .getReference()));
            case PERSON ->
                ehr.read(Person.class, user.id()).getLink().stream()
                        .map(link -> String.valueOf(link.getTarget().getReference()))
                        .toList();
            default -> List.of("Practitioner/" + user.id());
        };
        List<String> practitioners = named.stream()
                .flatMap(reference -> FhirUser.of(reference, profile.base()).stream())
                .filter(FhirUser::isPractitioner)
                .map(FhirUser::id)
                .distinct()
                .toList();
        if (practitioners.size() != 1) {
            throw Problem.NO_CLINICIAN.because(Texts.of("detail.which-practitioner"));
        }
        return practitioners.get(0);
    }

    private TokenAnswer exchange(EhrProfile profile, Identity identity) {
        try {
            return signIns.exchange(profile, identity);
        } catch (TokenEndpoint.Refused refused) {
            Problem problem =
                    refused.error().equals("invalid_client") ? Problem.RECORD_UNREACHABLE : Problem.NOT_LINKED;
            String words = refused.description().isEmpty() ? "" : " – " + refused.description();
            throw problem.because(refused, Texts.of("detail.record-says", refused.error() + words));
        } catch (TokenEndpoint.Unavailable | Discovery.Unavailable unavailable) {
            throw Problem.RECORD_UNREACHABLE.because(unavailable);
        }
    }
}
