package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Clock;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/** Puts on record that the patient agrees to one visit being recorded. */
@Component
public class RecordingConsent {
    private final Clock clock;

    public RecordingConsent(Clock clock) {
        this.clock = clock;
    }

    /** Once for a visit, however often it is asked. */
    public void record(RecordClient record, String patient, String encounter) {
        String ofPatient = "Patient/" + patient;
        String ofVisit = "Encounter/" + encounter;
        Consent consent = new Consent()
                .setStatus(Consent.ConsentState.ACTIVE)
                .setScope(concept("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"))
                .addCategory(concept(ChartsideFhir.CONSENT_CATEGORY, ChartsideFhir.VISIT_RECORDING))
                .setPatient(new Reference(ofPatient))
                .addPerformer(new Reference(ofPatient))
                .setDateTime(Date.from(clock.instant()))
                .setPolicyRule(concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"));
        consent.getProvision()
                .setType(Consent.ConsentProvisionType.PERMIT)
                .addData()
                .setMeaning(Consent.ConsentDataMeaning.INSTANCE)
                .setReference(new Reference(ofVisit));
        record.createIfNoneExist(
                consent,
                SearchParameters.of("patient", ofPatient)
                        .and("category", ChartsideFhir.CONSENT_CATEGORY + "|" + ChartsideFhir.VISIT_RECORDING)
                        .and("status", "active")
                        .and("data", ofVisit));
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(system, code, null));
    }
}
