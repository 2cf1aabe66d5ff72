package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/** All that the engine makes of a visit. Nothing in it is final: a clinician reviews and signs. */
public record Draft(
        Note note,
        List<CodeSuggestion> codes,
        List<CodeExclusion> exclusions,
        EvaluationAndManagement evaluationAndManagement,
        List<OrderSuggestion> orders,
        List<Flag> flags) {
    public Draft {
        Objects.requireNonNull(note);
        Objects.requireNonNull(evaluationAndManagement);
        codes = List.copyOf(codes);
        exclusions = List.copyOf(exclusions);
        orders = List.copyOf(orders);
        flags = List.copyOf(flags);
    }
}
