package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/**
 * A suggested code with the reason for it.
 *
 * @param system FHIR code system URI
 * @param rank from 1, the first-listed diagnosis
 * @param confidence 0 to 1
 * @param rule the guideline rule that chose it, such as {@code I.A.15 with}
 * @param reason one sentence for the clinician
 */
public record CodeSuggestion(
        String system,
        String code,
        String display,
        int rank,
        double confidence,
        List<Evidence> evidence,
        String rule,
        String reason) {
    public static final String ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm";

    public CodeSuggestion {
        Objects.requireNonNull(system);
        Objects.requireNonNull(code);
        Objects.requireNonNull(display);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(reason);
        evidence = List.copyOf(evidence);
        if (rank < 1 || confidence < 0 || confidence > 1) {
            throw new IllegalArgumentException("rank is from 1, confidence within 0 and 1");
        }
    }
}
