package io.chartside.app.launch;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.ehr.AccessTokens;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrJournal;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Authentication;
import io.chartside.app.ehr.EhrProfile.Client;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.FhirServer;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.SessionTokens.For;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.app.words.Texts;
import io.chartside.outbound.Outbound;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Makes the FHIR clients that act for the clinician of a launch. They are cheap: make one where it is needed. */
@Component
public final class FhirClients {

    /** How the record is called in messages. */
    static final String RECORD = "Chartside";

    /** {@code $draft-note} of a long visit may take a while, and a document Bundle may be large. */
    private static final Duration RECORD_TIMEOUT = Duration.ofSeconds(60);

    private static final int RECORD_MAXIMUM_BYTES = 16 << 20;
    private static final int BACK_END_MAXIMUM_BYTES = 64 << 10;

    private final EhrProfiles profiles;
    private final PluginSettings settings;
    private final LaunchStore store;
    private final SignIns signIns;
    private final BackEndTokens backEndTokens;
    private final Outbound outbound;
    private final FhirContext context;
    private final Clock clock;

    FhirClients(
            EhrProfiles profiles,
            PluginSettings settings,
            LaunchStore store,
            SignIns signIns,
            BackEndTokens backEndTokens,
            Outbound outbound,
            FhirContext context,
            Clock clock) {
        this.profiles = profiles;
        this.settings = settings;
        this.store = store;
        this.signIns = signIns;
        this.backEndTokens = backEndTokens;
        this.outbound = outbound;
        this.context = context;
        this.clock = clock;
    }

    /** The profile of a launch's EHR. */
    public EhrProfile profile(LaunchSession session) {
        return profiles.ofSite(session.site())
                .flatMap(profile -> profile.at(session.granted().tenant()))
                .orElseThrow(() -> Problem.UNKNOWN_EHR.because(Texts.of("detail.no-longer-registered")));
    }

    /** A client for Chartside's record. */
    public RecordClient record(LaunchSession session) {
        EhrProfile profile = profile(session);
        FhirServer server = new FhirServer(
                RECORD,
                settings.recordBase(profile.tenant()),
                RECORD_TIMEOUT,
                RECORD_MAXIMUM_BYTES,
                true,
                outbound,
                context);
        return new RecordClient(server, tokens(For.RECORD, session, profile));
    }

    /**
     * A client for the record that acts for nobody: the app as a back end of its own, with these scopes alone. It never
     * stands in for a person.
     *
     * @param clientId under which the record knows it
     * @param scopes with spaces between them
     * @param timeout of one interaction
     */
    public RecordClient backEnd(EhrProfile profile, String clientId, String scopes, Duration timeout) {
        Client client = new Client(
                clientId, Authentication.PRIVATE_KEY_JWT, "ES384", Optional.empty(), scopes, Optional.empty());
        FhirServer server = new FhirServer(
                RECORD,
                settings.recordBase(profile.tenant()),
                timeout,
                BACK_END_MAXIMUM_BYTES,
                false,
                outbound,
                context);
        return new RecordClient(server, backEndTokens.of(profile, client));
    }

    /**
     * A client for the EHR with a token that the EHR itself has handed over for one request.
     *
     * @param tokens that have no other token to give
     */
    public EhrClient handed(EhrProfile profile, AccessTokens tokens, Duration timeout) {
        FhirServer server = new FhirServer(
                profile.name(),
                profile.base(),
                timeout,
                profile.limits().maximumResponseBytes(),
                false,
                outbound,
                context);
        return new EhrClient(server, tokens, new EhrJournal(clock));
    }

    /** A client for the EHR, with a journal of its own. */
    public EhrClient ehr(LaunchSession session) {
        EhrProfile profile = profile(session);
        FhirServer server = new FhirServer(
                profile.name(),
                profile.base(),
                profile.limits().timeout(),
                profile.limits().maximumResponseBytes(),
                profile.limits().representation(),
                outbound,
                context);
        return new EhrClient(server, tokens(For.EHR, session, profile), new EhrJournal(clock));
    }

    private SessionTokens tokens(For server, LaunchSession session, EhrProfile profile) {
        return new SessionTokens(server, session, profile, store, signIns, clock);
    }
}
