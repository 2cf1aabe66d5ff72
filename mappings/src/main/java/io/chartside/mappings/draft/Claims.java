package io.chartside.mappings.draft;

import java.util.List;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;

/** The numbering within a Claim, which an 837P carries on: diagnoses in rank order, pointers from items to them. */
public final class Claims {
    /** HI segment of the 837P: one principal and eleven further diagnoses. */
    public static final int MOST_DIAGNOSES = 12;

    /** SV107 of the 837P: at most four pointers from a service line. */
    public static final int MOST_POINTERS = 4;

    private static final String DIAGNOSIS_TYPE = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype";

    private Claims() {}

    /** Replaces the diagnoses, first-listed first; those past the twelfth do not fit a claim and are left out. */
    public static void diagnoses(Claim claim, List<CodeableConcept> inRankOrder) {
        claim.getDiagnosis().clear();
        for (int i = 0; i < Math.min(inRankOrder.size(), MOST_DIAGNOSES); i++) {
            Claim.DiagnosisComponent diagnosis = claim.addDiagnosis()
                    .setSequence(i + 1)
                    .setDiagnosis(inRankOrder.get(i).copy());
            if (i == 0) {
                diagnosis.addType(SuggestedCodes.concept(DIAGNOSIS_TYPE, "principal"));
            }
        }
    }

    /** Points every item at the first diagnoses. */
    public static void pointers(Claim claim) {
        for (Claim.ItemComponent item : claim.getItem()) {
            item.getDiagnosisSequence().clear();
            for (int i = 1; i <= Math.min(claim.getDiagnosis().size(), MOST_POINTERS); i++) {
                item.addDiagnosisSequence(i);
            }
        }
    }
}
