package io.chartside.server.operation;

import io.chartside.mappings.draft.VisitContext.PatientKind;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** What the chart knows of a patient, for the scribe to reconcile with what was said. Drafts are no chart. */
@Component
final class ChartReader {
    /** CPT's definition of an established patient: seen within three years. */
    private static final long ESTABLISHED_WITHIN_DAYS = 3 * 365;

    private final RecordReader records;

    ChartReader(RecordReader records) {
        this.records = records;
    }

    ChartContext chart(TenantId tenant, Sight sight, String patient) {
        Sight charted = RecordReader.withoutDrafts(sight);
        Map<String, String> ofPatient = Map.of("patient", patient, "_count", "100");
        return new ChartContext(
                records.find(tenant, charted, Condition.class, ofPatient).stream()
                        .filter(condition -> is(condition.getClinicalStatus(), "active"))
                        .map(condition -> entry(condition, condition.getCode()))
                        .toList(),
                records.find(tenant, charted, MedicationRequest.class, ofPatient).stream()
                        .filter(request -> request.getStatus() == MedicationRequest.MedicationRequestStatus.ACTIVE
                                && request.hasMedicationCodeableConcept())
                        .map(request -> entry(request, request.getMedicationCodeableConcept()))
                        .toList(),
                records.find(tenant, charted, AllergyIntolerance.class, ofPatient).stream()
                        .map(allergy -> entry(allergy, allergy.getCode()))
                        .toList());
    }

    /** Established when an earlier visit is on record; its absence proves nothing, so nobody is called new by it. */
    PatientKind kind(TenantId tenant, Sight sight, String patient, Encounter visit, Instant now) {
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

    private static ChartContext.Entry entry(Resource resource, CodeableConcept concept) {
        String code = concept.getCodingFirstRep().hasCode()
                ? concept.getCodingFirstRep().getCode()
                : "";
        String text = concept.hasText()
                ? concept.getText()
                : concept.getCodingFirstRep().hasDisplay()
                        ? concept.getCodingFirstRep().getDisplay()
                        : code;
        return new ChartContext.Entry(
                resource.fhirType() + "/" + resource.getIdElement().getIdPart(), text, code);
    }

    private static boolean is(CodeableConcept status, String code) {
        return status.getCoding().stream().anyMatch(coding -> code.equals(coding.getCode()));
    }
}
