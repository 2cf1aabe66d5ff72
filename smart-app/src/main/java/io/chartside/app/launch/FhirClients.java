package io.chartside.app.launch;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.EhrJournal;
import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfiles;
import io.chartside.app.ehr.FhirServer;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.SessionTokens.For;
import io.chartside.app.plugin.PluginSettings;
import io.chartside.outbound.Outbound;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Makes the FHIR clients that act for the clinician of a launch. They are cheap: make one where it is needed. */
@Component
public final class FhirClients {

    /** How the record is called in messages. */
    static final String RECORD = "Chartside";

    /** {@code $draft-note} of a long visit may take a while, and a document Bundle may be large. */
    private static final Duration RECORD_TIMEOUT = Duration.ofSeconds(60);

    private static final int RECORD_MAXIMUM_BYTES = 16 << 20;

    private final EhrProfiles profiles;
    private final PluginSettings settings;
    private final LaunchStore store;
    private final SignIns signIns;
    private final Outbound outbound;
    private final FhirContext context;
    private final Clock clock;

    FhirClients(
            EhrProfiles profiles,
            PluginSettings settings,
            LaunchStore store,
            SignIns signIns,
            Outbound outbound,
            FhirContext context,
            Clock clock) {
        this.profiles = profiles;
        this.settings = settings;
        this.store = store;
        this.signIns = signIns;
        this.outbound = outbound;
        this.context = context;
        this.clock = clock;
    }

    /** The profile of a launch's EHR. */
    public EhrProfile profile(LaunchSession session) {
        return profiles.ofSite(session.site())
                .flatMap(profile -> profile.at(session.granted().tenant()))
                .orElseThrow(() -> Problem.UNKNOWN_EHR.because("The EHR of this launch is no longer registered."));
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
