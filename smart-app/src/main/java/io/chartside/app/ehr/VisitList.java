package io.chartside.app.ehr;

import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Encounter;
import org.springframework.stereotype.Component;

/** A patient's visits at the EHR, for a launch that names none (SMART App Launch 2.2, stand-alone launch). */
@Component
public final class VisitList {

    private static final int MOST_READ = 100;
    private static final int MOST_SHOWN = 20;

    private final AccessReport accessReport;

    VisitList(AccessReport accessReport) {
        this.accessReport = accessReport;
    }

    /**
     * One visit.
     *
     * @param id logical id at the EHR
     * @param words what it is, with its day
     * @param open whether it goes on now
     */
    public record Visit(String id, String words, boolean open) {}

    /**
     * The newest visits that took place, those that go on first. Sorted here: not every EHR sorts encounters.
     *
     * @param patient logical id at the EHR
     * @param recordPatient the same patient in the record, named in the audit report
     * @param recordPractitioner the clinician in the record
     */
    public List<Visit> of(
            EhrProfile profile,
            EhrClient ehr,
            RecordClient record,
            String patient,
            String recordPatient,
            Optional<String> recordPractitioner) {
        List<Encounter> read =
                ehr.all(Encounter.class, SearchParameters.of("patient", patient).and("_count", "50"), MOST_READ);
        accessReport
                .take(profile, ehr.journal(), recordPatient, recordPractitioner)
                .ifPresent(batch -> accessReport.send(record, batch));
        return read.stream()
                .filter(visit ->
                        patient.equals(visit.getSubject().getReferenceElement().getIdPart()))
                .filter(visit -> !ChartOpening.NOT_TAKEN_PLACE.contains(visit.getStatus()))
                .sorted(Comparator.comparing(VisitList::isOpen)
                        .thenComparing(VisitList::start)
                        .reversed())
                .limit(MOST_SHOWN)
                .map(visit -> new Visit(visit.getIdElement().getIdPart(), Words.visit(visit), isOpen(visit)))
                .toList();
    }

    private static boolean isOpen(Encounter visit) {
        return visit.getStatus() == Encounter.EncounterStatus.INPROGRESS
                || visit.getStatus() == Encounter.EncounterStatus.ARRIVED;
    }

    private static Date start(Encounter visit) {
        return visit.getPeriod().hasStart() ? visit.getPeriod().getStart() : new Date(0);
    }
}
