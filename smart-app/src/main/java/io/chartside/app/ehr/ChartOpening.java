package io.chartside.app.ehr;

import io.chartside.app.ehr.ChartReading.Read;
import io.chartside.app.plugin.KeyedHash;
import io.chartside.app.plugin.Together;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the chart at the EHR and opens the visit in Chartside's record, by the EHR's identifiers, so that opening twice changes
 * nothing twice (architecture.md, life of a visit, 2). Where EHR and record are
 * one, nothing is imported.
 */
@Component
public final class ChartOpening {

    private static final Logger LOG = LoggerFactory.getLogger(ChartOpening.class);

    static final Set<EncounterStatus> NOT_TAKEN_PLACE =
            EnumSet.of(EncounterStatus.CANCELLED, EncounterStatus.ENTEREDINERROR);

    private final AccessReport accessReport;
    private final Together together;
    private final KeyedHash hash;

    ChartOpening(AccessReport accessReport, Together together, KeyedHash hash) {
        this.accessReport = accessReport;
        this.together = together;
        this.hash = hash;
    }

    /**
     * Opens a visit. Patient and Encounter must be readable; another part that the EHR or the record refuses is left out and named.
     *
     * @param profile of the EHR
     * @param patient logical id of the Patient at the EHR
     * @param encounter logical id of the Encounter at the EHR
     * @param practitioner logical id of the clinician's Practitioner at the EHR
     * @param recordPractitioner the clinician in the record, named in the audit report
     * @param context relative references to what else the launch is about; what is of a kind that is imported comes along
     * @throws PatientMismatch when an answer is about another patient than the launch
     * @throws VisitCancelled when the encounter did not take place
     */
    public OpenedChart open(
            EhrProfile profile,
            EhrClient ehr,
            RecordClient record,
            String patient,
            Optional<String> encounter,
            String practitioner,
            Optional<String> recordPractitioner,
            List<String> context) {
        boolean same = ehr.server().base().equals(record.server().base());
        Patient person = ehr.read(Patient.class, patient);
        if (!patient.equals(person.getIdElement().getIdPart())) {
            throw new PatientMismatch(ehr.server().name());
        }
        Optional<Encounter> visit = encounter.map(id -> visitOf(ehr, id, patient));
        // All at once: an EHR that leaves one of them unanswered is waited for once, and a quick one opens sooner.
        ChartReading reading = new ChartReading(ehr, together, patient);
        var name = reading.one(ChartPart.OWN_NAME, Practitioner.class, practitioner);
        List<Read> parts = same
                ? List.of()
                : reading.begin(context).stream().map(Together::of).toList();
        String clinician = Together.of(name).found().stream()
                .map(Practitioner.class::cast)
                .map(found -> Words.name(found.getName()))
                .findFirst()
                .orElse("");
        Set<ChartPart> unread = EnumSet.noneOf(ChartPart.class);
        parts.stream().filter(part -> !part.complete()).map(Read::part).forEach(unread::add);
        if (same) {
            return opened(patient, encounter, person, visit, clinician, unread);
        }
        ChartImport chartImport = new ChartImport(record, together, hash, profile.base());
        ImportedChart chart = chartImport.chart();
        recordPractitioner.ifPresent(known -> chart.clinician(practitioner, known));
        chart.put(person);
        visit.ifPresent(chart::put);
        parts.forEach(part -> part.found().stream()
                .filter(found -> isOf(patient, found) && !ImportedChart.isFiledByChartside(found))
                .forEach(found -> chart.put(found, part.part())));
        chartImport.readKnown(person, visit);
        ChartImport.Taken taken = chartImport.take();
        Set<ChartPart> complete = EnumSet.allOf(ChartPart.class);
        complete.removeAll(unread);
        unread.addAll(taken.refused());
        unread.addAll(chartImport.retire(complete));
        String recordPatient = chart.idOf(taken.visit(), person);
        Optional<String> recordEncounter = visit.map(found -> chart.idOf(taken.visit(), found));
        accessReport
                .take(profile, ehr.journal(), recordPatient, recordPractitioner)
                .ifPresent(batch -> accessReport.send(record, batch));
        return opened(recordPatient, recordEncounter, person, visit, clinician, unread);
    }

    private static OpenedChart opened(
            String patient,
            Optional<String> encounter,
            Patient person,
            Optional<Encounter> visit,
            String clinician,
            Set<ChartPart> unread) {
        return new OpenedChart(
                patient,
                encounter,
                Words.name(person.getName()),
                visit.map(Words::visit).orElse(""),
                clinician,
                List.copyOf(unread));
    }

    /** An EHR that launches with the encounter of another patient is not believed. */
    private static Encounter visitOf(EhrClient ehr, String id, String patient) {
        Encounter encounter = ehr.read(Encounter.class, id);
        String subject = encounter.getSubject().getReferenceElement().getIdPart();
        if (!patient.equals(subject) || !id.equals(encounter.getIdElement().getIdPart())) {
            throw new PatientMismatch(ehr.server().name());
        }
        if (NOT_TAKEN_PLACE.contains(encounter.getStatus())) {
            throw new VisitCancelled(ehr.server().name());
        }
        return encounter;
    }

    /** A part that the EHR gives for this patient and that says it is another's never reaches the record. */
    private static boolean isOf(String patient, DomainResource part) {
        Property subject = part.getNamedProperty("subject");
        Property owner = subject != null ? subject : part.getNamedProperty("patient");
        boolean own = owner.getValues().stream()
                .anyMatch(value -> value instanceof Reference reference
                        && patient.equals(reference.getReferenceElement().getIdPart()));
        if (!own) {
            LOG.warn("a {} of another patient was left out", part.fhirType());
        }
        return own;
    }
}
