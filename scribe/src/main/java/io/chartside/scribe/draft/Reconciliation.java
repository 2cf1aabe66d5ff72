package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a line of the chart stands after the visit, or what the visit adds to the chart. Nothing of it changes the chart: a
 * person reads and signs it.
 *
 * @param text the line in the chart's words, or in those of the visit when the chart has none
 * @param charted reference of the chart's entry; empty for what is new
 * @param discussed whether the visit spoke of it; of what nobody spoke, {@code UNCHANGED} says no more than that
 * @param evidence words of the visit, and the chart's entry
 */
public record Reconciliation(
        Kind kind, State state, String text, Optional<String> charted, boolean discussed, List<Evidence> evidence) {
    public Reconciliation {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(state);
        Objects.requireNonNull(text);
        Objects.requireNonNull(charted);
        evidence = List.copyOf(evidence);
    }

    /** What is reconciled. */
    public enum Kind {
        MEDICATION,
        PROBLEM,
        ALLERGY,
        RESULT
    }

    /** How the visit leaves it. A result that the visit spoke of is {@code UNCHANGED}: the last one on the chart. */
    public enum State {
        NEW,
        CHANGED,
        STOPPED,
        UNCHANGED
    }

    @Override
    public String toString() {
        return "Reconciliation " + kind + " " + state;
    }
}
