package io.chartside.mappings.ehr;

import io.chartside.mappings.fhir.ChartsideFhir;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Reference;

/** Signed diagnoses in the form an EHR takes: plain Conditions without Chartside's extensions. */
public final class EhrCodes {
    private EhrCodes() {}

    /**
     * @param signed a confirmed Condition of the signed note
     * @throws IllegalArgumentException when it is not confirmed: nothing unsigned leaves
     */
    public static Condition condition(Condition signed, Reference patient, Reference encounter) {
        boolean confirmed = signed.getVerificationStatus().getCoding().stream()
                .anyMatch(coding -> "confirmed".equals(coding.getCode()));
        if (!confirmed) {
            throw new IllegalArgumentException("only a signed diagnosis goes to an EHR");
        }
        Condition condition = new Condition()
                .setClinicalStatus(signed.getClinicalStatus().copy())
                .setVerificationStatus(signed.getVerificationStatus().copy())
                .setCode(signed.getCode().copy())
                .setSubject(patient)
                .setEncounter(encounter)
                .setRecordedDateElement(signed.getRecordedDateElement().copy());
        signed.getCategory().forEach(category -> condition.addCategory(category.copy()));
        signed.getIdentifier().stream()
                .filter(identifier -> ChartsideFhir.CONDITION_ID.equals(identifier.getSystem()))
                .forEach(identifier -> condition.addIdentifier(identifier.copy()));
        return condition;
    }
}
