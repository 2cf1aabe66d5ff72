package io.chartside.terminology;

import java.util.Objects;

/**
 * A code of a code system.
 *
 * @param billable whether the code may stand on a claim: in ICD-10-CM, it has no subdivision left
 */
public record Concept(String code, String display, boolean billable) {
    public Concept {
        Objects.requireNonNull(code);
        Objects.requireNonNull(display);
    }
}
