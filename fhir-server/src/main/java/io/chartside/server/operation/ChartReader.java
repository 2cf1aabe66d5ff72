package io.chartside.server.operation;

import io.chartside.mappings.document.Dosages;
import io.chartside.mappings.draft.VisitContext.PatientKind;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** What the chart knows of a patient, for the scribe to reconcile with what was said. Drafts are no chart. */
@Component
final class ChartReader {
    /** CPT's definition of an established patient: seen within three years. */
    private static final long ESTABLISHED_WITHIN_DAYS = 3 * 365;

    private static final Set<String> OFFICE = Set.of("AMB", "VR");

    private static final Set<Observation.ObservationStatus> FINAL = EnumSet.of(
            Observation.ObservationStatus.FINAL,
            Observation.ObservationStatus.AMENDED,
            Observation.ObservationStatus.CORRECTED);

    private final RecordReader records;

    ChartReader(RecordReader records) {
        this.records = records;
    }

    ChartContext chart(TenantId tenant, Sight sight, String patient) {
        Sight charted = RecordReader.withoutDrafts(sight);
        return new ChartContext(
                records.find(tenant, charted, Condition.class, ofPatient(patient, "clinical-status", "active")).stream()
                        .map(condition -> entry(condition, condition.getCode(), ""))
                        .toList(),
                records.find(tenant, charted, MedicationRequest.class, ofPatient(patient, "status", "active")).stream()
                        .filter(request -> !request.getDoNotPerform())
                        .map(request -> entry(request, drug(tenant, charted, request), Dosages.words(request)))
                        .filter(entry -> !entry.text().isEmpty())
                        .toList(),
                records.find(tenant, charted, AllergyIntolerance.class, ofPatient(patient, "_sort", "-date")).stream()
                        .filter(allergy -> !is(allergy.getVerificationStatus(), "entered-in-error")
                                && !is(allergy.getVerificationStatus(), "refuted")
                                && !is(allergy.getClinicalStatus(), "resolved"))
                        .map(allergy -> entry(allergy, allergy.getCode(), ""))
                        .toList(),
                lastResults(tenant, charted, patient));
    }

    /** By a code of its own, by the Medication it refers to, or by what the reference shows; empty where nothing names it. */
    private CodeableConcept drug(TenantId tenant, Sight charted, MedicationRequest request) {
        if (request.getMedication() instanceof CodeableConcept named) {
            return named;
        }
        return records.medication(tenant, charted, request)
                .filter(Medication::hasCode)
                .map(Medication::getCode)
                .orElseGet(() -> new CodeableConcept()
                        .setText(request.getMedication() instanceof Reference shown ? shown.getDisplay() : null));
    }

    private static Map<String, String> ofPatient(String patient, String name, String value) {
        return Map.of("patient", patient, name, value, "_count", "1000");
    }

    private List<ChartContext.Result> lastResults(TenantId tenant, Sight charted, String patient) {
        Map<String, ChartContext.Result> newest = new LinkedHashMap<>();
        records
                .find(
                        tenant,
                        charted,
                        Observation.class,
                        Map.of("patient", patient, "category", "laboratory", "_sort", "-date", "_count", "200"))
                .stream()
                .filter(observation -> FINAL.contains(observation.getStatus()) && observation.hasValueQuantity())
                .forEach(observation -> {
                    String name = text(observation.getCode());
                    newest.putIfAbsent(
                            name,
                            new ChartContext.Result(
                                    reference(observation),
                                    name,
                                    Dosages.words(observation.getValueQuantity()),
                                    day(observation)));
                });
        return List.copyOf(newest.values());
    }

    private static String day(Observation observation) {
        String time = observation.hasEffectiveDateTimeType()
                ? observation.getEffectiveDateTimeType().getValueAsString()
                : "";
        return time == null ? "" : time.substring(0, Math.min(10, time.length()));
    }

    /**
     * Established when an earlier visit is on record; its absence proves nothing, so nobody is called new by it. What is no
     * office or telehealth visit (v3-ActCode AMB, VR) has other families of E/M codes, which are not suggested.
     */
    PatientKind kind(TenantId tenant, Sight sight, String patient, Encounter visit, Instant now) {
        if (visit.getClass_().hasCode() && !OFFICE.contains(visit.getClass_().getCode())) {
            return PatientKind.UNKNOWN;
        }
        Date since = Date.from(now.minus(ESTABLISHED_WITHIN_DAYS, ChronoUnit.DAYS));
        List<Encounter> encounters =
                records.find(tenant, sight, Encounter.class, Map.of("patient", patient, "_count", "100"));
        boolean seen = encounters.stream()
                .filter(earlier -> !earlier.getIdElement()
                        .getIdPart()
                        .equals(visit.getIdElement().getIdPart()))
                .anyMatch(earlier -> earlier.getStatus() == Encounter.EncounterStatus.FINISHED
                        && earlier.getPeriod().hasStart()
                        && earlier.getPeriod().getStart().after(since));
        return seen ? PatientKind.ESTABLISHED : PatientKind.UNKNOWN;
    }

    private static ChartContext.Entry entry(Resource resource, CodeableConcept concept, String dosage) {
        String code = concept.getCodingFirstRep().hasCode()
                ? concept.getCodingFirstRep().getCode()
                : "";
        return new ChartContext.Entry(reference(resource), text(concept), code, dosage);
    }

    private static String text(CodeableConcept concept) {
        Coding coding = concept.getCodingFirstRep();
        return concept.hasText()
                ? concept.getText()
                : coding.hasDisplay() ? coding.getDisplay() : coding.hasCode() ? coding.getCode() : "";
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    private static boolean is(CodeableConcept status, String code) {
        return status.getCoding().stream().anyMatch(coding -> code.equals(coding.getCode()));
    }
}
