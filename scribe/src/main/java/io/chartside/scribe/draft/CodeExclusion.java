package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/** A code that the words of the visit suggest and a guideline forbids, with the reason. */
public record CodeExclusion(
        String system, String code, String display, List<Evidence> evidence, String rule, String reason) {
    public CodeExclusion {
        Objects.requireNonNull(system);
        Objects.requireNonNull(code);
        Objects.requireNonNull(display);
        Objects.requireNonNull(rule);
        Objects.requireNonNull(reason);
        evidence = List.copyOf(evidence);
    }
}
