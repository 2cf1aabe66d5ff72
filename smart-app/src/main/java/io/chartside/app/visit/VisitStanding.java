package io.chartside.app.visit;

import io.chartside.app.ehr.AccessReport;
import io.chartside.app.ehr.EhrClient;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.springframework.stereotype.Component;

/** How the EHR says that the visit stands now. The record of another EHR's visit has it as it was when it was opened. */
@Component
public class VisitStanding {
    private final FhirClients clients;
    private final AccessReport reports;
    private final Clock clock;

    VisitStanding(FhirClients clients, AccessReport reports, Clock clock) {
        this.clients = clients;
        this.reports = reports;
        this.clock = clock;
    }

    /** @return {@link EncounterLine#ended} as of now */
    public String ended(LaunchSession session) {
        RecordClient record = clients.record(session);
        Optional<String> there = session.ehr().encounter();
        Encounter visit = session.sameRecord() || there.isEmpty()
                ? record.read(Encounter.class, session.record().encounter().orElseThrow())
                : atEhr(session, record, there.get());
        return Banners.of(visit, clock.getZone()).ended();
    }

    private Encounter atEhr(LaunchSession session, RecordClient record, String encounter) {
        EhrClient ehr = clients.ehr(session);
        try {
            return ehr.read(Encounter.class, encounter);
        } finally {
            reports.take(
                            clients.profile(session),
                            ehr.journal(),
                            session.record().patient().orElseThrow(),
                            session.record().practitioner())
                    .ifPresent(batch -> reports.send(record, batch));
        }
    }
}
