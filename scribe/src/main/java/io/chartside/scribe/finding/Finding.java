package io.chartside.scribe.finding;

import io.chartside.scribe.draft.Evidence;
import java.util.List;
import java.util.Objects;

/** A symptom asked about or told, with what the patient says of it. */
public record Finding(Symptom symptom, Polarity polarity, List<Evidence> evidence) {
    public Finding {
        Objects.requireNonNull(symptom);
        Objects.requireNonNull(polarity);
        evidence = List.copyOf(evidence);
    }

    /** Whether the patient has it. */
    public enum Polarity {
        REPORTED,
        DENIED
    }
}
