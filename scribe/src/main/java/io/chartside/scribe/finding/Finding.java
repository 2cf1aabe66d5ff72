package io.chartside.scribe.finding;

import io.chartside.scribe.draft.Evidence;
import java.util.List;
import java.util.Objects;

/**
 * A symptom asked about or told, with what the patient says of it.
 *
 * @param place where, such as {@code in the legs}; empty where nobody said or the symptom's name tells it
 */
public record Finding(Symptom symptom, String place, Polarity polarity, List<Evidence> evidence) {
    public Finding {
        Objects.requireNonNull(symptom);
        Objects.requireNonNull(place);
        Objects.requireNonNull(polarity);
        evidence = List.copyOf(evidence);
    }

    /** Whether the patient has it. */
    public enum Polarity {
        REPORTED,
        DENIED
    }
}
