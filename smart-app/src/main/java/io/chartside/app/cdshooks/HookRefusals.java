package io.chartside.app.cdshooks;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.plugin.PluginSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * Refused calls on their way to the audit trail of the tenant that the called EHR belongs to. Calls of one kind are one event in
 * {@link #PERIOD} with their number, and there are only so many kinds: whoever calls a million times writes a handful of events.
 * Nothing of a request is kept but the network address of the last one. Who names no registered EHR is no tenant's, and is told to
 * the log alone.
 */
@Component
final class HookRefusals {

    static final Duration PERIOD = Duration.ofMinutes(10);

    /** Far more than there are ways to be refused at an EHR; what comes beyond that is counted together. */
    private static final int MOST_KINDS = 1000;

    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String EVENTS = "https://chartside.io/fhir/CodeSystem/cds-hooks-event";

    /** Each part is one of a closed set. */
    private record Kind(String site, String service, int status, String reason) {}

    private static final class Tally {
        private final EhrProfile profile;
        private long calls;
        private String address = "";
        private Instant told = Instant.EPOCH;

        Tally(EhrProfile profile) {
            this.profile = profile;
        }
    }

    private final Map<Kind, Tally> tallies = new ConcurrentHashMap<>();
    private final HookReports reports;
    private final PluginSettings settings;
    private final Clock clock;

    HookRefusals(HookReports reports, PluginSettings settings, Clock clock) {
        this.reports = reports;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param claimed the EHR that the token names, proven or not
     * @param service that was called; empty where there is none of that name
     * @param address of the caller's network
     */
    void add(EhrProfile claimed, Optional<CdsService> service, HookRefusal refusal, String address) {
        Kind kind =
                new Kind(claimed.site(), service.map(CdsService::id).orElse("none"), refusal.status(), refusal.log());
        Kind counted = tallies.size() < MOST_KINDS || tallies.containsKey(kind)
                ? kind
                : new Kind(claimed.site(), "any", 0, "refused for more reasons than are told apart");
        tallies.compute(counted, (any, known) -> {
            Tally tally = known == null ? new Tally(claimed) : known;
            tally.calls++;
            tally.address = address;
            return tally;
        });
    }

    /** Puts into words what was not told yet: the first of a kind at once, the others when a period is over. */
    void report() {
        Instant now = clock.instant();
        for (Kind kind : tallies.keySet()) {
            List<Runnable> owed = new ArrayList<>();
            tallies.computeIfPresent(kind, (any, tally) -> {
                if (now.isBefore(tally.told.plus(PERIOD))) {
                    return tally;
                }
                if (tally.calls == 0) {
                    return null;
                }
                AuditEvent event = event(kind, tally, now);
                owed.add(() -> reports.owe(tally.profile, List.of(event)));
                tally.calls = 0;
                tally.told = now;
                return tally;
            });
            owed.forEach(Runnable::run);
        }
    }

    private AuditEvent event(Kind kind, Tally tally, Instant now) {
        boolean stranger = kind.status() == 401;
        AuditEvent event = new AuditEvent()
                .setType(new Coding(DCM, "110113", "Security Alert"))
                .addSubtype(new Coding(EVENTS, "refused", "Refused call of a CDS service"))
                .setAction(AuditEventAction.E)
                .setRecorded(Date.from(now))
                .setOutcome(stranger ? AuditEventOutcome._8 : AuditEventOutcome._4)
                .setOutcomeDesc(kind.reason());
        AuditEvent.AuditEventAgentComponent agent = event.addAgent().setRequestor(true);
        agent.getType().addCoding(new Coding(DCM, "110153", "Source Role ID"));
        agent.getWho().setDisplay(stranger ? "Whoever called as the CDS client of " + kind.site() : "The CDS client");
        if (!stranger) {
            agent.getWho().getIdentifier().setValue(tally.profile.base().toString());
        }
        agent.getNetwork().setAddress(tally.address).setType(AuditEventAgentNetworkType._2);
        AuditEvent.AuditEventAgentComponent self = event.addAgent().setRequestor(false);
        self.getType().addCoding(new Coding(DCM, "110152", "Destination Role ID"));
        self.setWho(new Reference().setDisplay("Chartside plugin"));
        self.getNetwork().setAddress(settings.appUrl().getHost()).setType(AuditEventAgentNetworkType._1);
        event.getSource().setObserver(new Reference().setDisplay("Chartside plugin"));
        AuditEvent.AuditEventEntityComponent entity = event.addEntity();
        entity.getWhat().setDisplay("CDS service " + kind.service());
        detail(entity, "service", kind.service());
        detail(entity, "status", Integer.toString(kind.status()));
        detail(entity, "calls", Long.toString(tally.calls));
        return event;
    }

    private static void detail(AuditEvent.AuditEventEntityComponent entity, String type, String value) {
        entity.addDetail().setType(type).setValue(new StringType(value));
    }
}
