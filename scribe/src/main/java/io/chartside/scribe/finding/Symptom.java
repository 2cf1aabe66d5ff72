package io.chartside.scribe.finding;

import java.util.Objects;

/** A symptom of the review of systems: the body system and the name a note gives it. */
public record Symptom(String system, String name) {
    public Symptom {
        Objects.requireNonNull(system);
        Objects.requireNonNull(name);
    }
}
