package io.chartside.app.ehr;

import io.chartside.app.plugin.Together;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Reads the chart at the EHR and opens the visit in Chartside's record: one transaction of conditional updates by the EHR's
 * identifiers, so that opening twice changes nothing twice (architecture.md, life of a visit, 2). Where EHR and record are
 * one, nothing is imported.
 */
@Component
public final class ChartOpening {

    private static final Logger LOG = LoggerFactory.getLogger(ChartOpening.class);

    /** Enough for the note's context; the rest of the chart stays where it is. */
    private static final int PART_LIMIT = 100;

    private static final int RECENT_LIMIT = 30;

    static final Set<EncounterStatus> NOT_TAKEN_PLACE =
            EnumSet.of(EncounterStatus.CANCELLED, EncounterStatus.ENTEREDINERROR);

    private static final Map<String, Class<? extends DomainResource>> IMPORTED = Map.of(
            "Condition", Condition.class,
            "MedicationRequest", MedicationRequest.class,
            "AllergyIntolerance", AllergyIntolerance.class,
            "Observation", Observation.class,
            "DocumentReference", DocumentReference.class);

    private final AccessReport accessReport;
    private final Together together;

    ChartOpening(AccessReport accessReport, Together together) {
        this.accessReport = accessReport;
        this.together = together;
    }

    /**
     * Opens a visit. Patient and Encounter must be readable; another part that the EHR refuses is left out and named.
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
        var name = begin(ChartPart.OWN_NAME, () -> List.of(ehr.read(Practitioner.class, practitioner)));
        List<Read> parts = same
                ? List.of()
                : begun(ehr, patient, context).stream().map(Together::of).toList();
        String clinician = Together.of(name).found().stream()
                .map(Practitioner.class::cast)
                .map(found -> Words.name(found.getName()))
                .findFirst()
                .orElse("");
        List<ChartPart> unread = parts.stream()
                .filter(part -> !part.answered())
                .map(Read::part)
                .distinct()
                .toList();
        if (same) {
            return opened(patient, encounter, person, visit, clinician, unread);
        }
        ImportedChart chart = new ImportedChart(profile.base());
        chart.put(person);
        visit.ifPresent(found -> {
            chart.put(found);
            known(record, profile, found).ifPresent(chart::keepDiagnosesOf);
        });
        parts.stream()
                .flatMap(part -> part.found().stream())
                .filter(part -> isOf(patient, part))
                .forEach(chart::put);
        Bundle answer = record.transaction(chart.transaction());
        String recordPatient = chart.idOf(answer, person);
        Optional<String> recordEncounter = visit.map(found -> chart.idOf(answer, found));
        accessReport
                .take(profile, ehr.journal(), recordPatient, recordPractitioner)
                .ifPresent(batch -> accessReport.send(record, batch));
        return opened(recordPatient, recordEncounter, person, visit, clinician, unread);
    }

    private static Optional<Encounter> known(RecordClient record, EhrProfile profile, Encounter visit) {
        SearchParameters match = SearchParameters.none()
                .identifier(profile.base() + "/Encounter", visit.getIdElement().getIdPart());
        return record.all(Encounter.class, match, 1).stream().findFirst();
    }

    private static OpenedChart opened(
            String patient,
            Optional<String> encounter,
            Patient person,
            Optional<Encounter> visit,
            String clinician,
            List<ChartPart> unread) {
        return new OpenedChart(
                patient,
                encounter,
                Words.name(person.getName()),
                visit.map(Words::visit).orElse(""),
                clinician,
                unread);
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

    private List<CompletableFuture<Read>> begun(EhrClient ehr, String patient, List<String> context) {
        List<CompletableFuture<Read>> begun = new ArrayList<>();
        begun.add(begin(
                ChartPart.CONDITIONS,
                () -> ehr.all(Condition.class, SearchParameters.of("patient", patient), PART_LIMIT)));
        begun.add(begin(
                ChartPart.MEDICATIONS,
                () -> ehr.all(MedicationRequest.class, SearchParameters.of("patient", patient), PART_LIMIT)));
        begun.add(begin(
                ChartPart.ALLERGIES,
                () -> ehr.all(AllergyIntolerance.class, SearchParameters.of("patient", patient), PART_LIMIT)));
        begun.add(begin(ChartPart.VITAL_SIGNS, () -> recent(ehr, Observation.class, patient, "vital-signs")));
        begun.add(begin(ChartPart.LABORATORY, () -> recent(ehr, Observation.class, patient, "laboratory")));
        begun.add(begin(ChartPart.DOCUMENTS, () -> recent(ehr, DocumentReference.class, patient, "")));
        for (String reference : context) {
            String[] parts = reference.split("/", 2);
            Class<? extends DomainResource> type = IMPORTED.get(parts[0]);
            if (type != null) {
                begun.add(begin(ChartPart.CONTEXT, () -> List.of(ehr.read(type, parts[1]))));
            }
        }
        return begun;
    }

    private static <T extends DomainResource> List<T> recent(
            EhrClient ehr, Class<T> type, String patient, String category) {
        SearchParameters ofPatient = SearchParameters.of("patient", patient);
        SearchParameters matching = category.isEmpty() ? ofPatient : ofPatient.and("category", category);
        return ehr.all(type, matching.and("_sort", "-date").and("_count", "30"), RECENT_LIMIT);
    }

    /** @param answered whether the EHR gave this part; one that it refuses or does not answer is left out, and told */
    private record Read(ChartPart part, List<? extends DomainResource> found, boolean answered) {}

    private CompletableFuture<Read> begin(ChartPart part, Supplier<List<? extends DomainResource>> read) {
        return together.begin(() -> {
            try {
                return new Read(part, read.get(), true);
            } catch (FhirRefused | FhirUnavailable without) {
                LOG.warn("{} left out: {} (request {})", part, without.getMessage(), without.requestId());
                return new Read(part, List.of(), false);
            }
        });
    }
}
