package io.chartside.scribe.coding;

import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.EvaluationAndManagement;
import java.util.List;
import java.util.Objects;

/**
 * The codes of a visit.
 *
 * @param suggestions by rank, few: what is below the cut-off is not shown
 * @param exclusions what the words suggest and a guideline forbids
 */
public record Coded(
        List<CodeSuggestion> suggestions,
        List<CodeExclusion> exclusions,
        EvaluationAndManagement evaluationAndManagement) {
    /** So many codes are suggested. */
    public static final int MOST = 5;

    public Coded {
        suggestions = List.copyOf(suggestions);
        exclusions = List.copyOf(exclusions);
        Objects.requireNonNull(evaluationAndManagement);
    }
}
