package io.chartside.scribe.verify;

import io.chartside.scribe.coding.Coded;
import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds diagnosis codes against what they cite and against the engine's own coding of the visit. A code stays when it exists,
 * the words that it cites name a condition of its category, and no guideline that the engine knows forbids it.
 */
final class CodeVerifier {
    private static final String RULE = "evidence";

    private final Sources sources;

    CodeVerifier(Sources sources) {
        this.sources = sources;
    }

    /** What is left of the codes in their order, and what was taken out of them. */
    record Verified(List<CodeSuggestion> codes, List<CodeExclusion> exclusions) {
        Verified {
            codes = List.copyOf(codes);
            exclusions = List.copyOf(exclusions);
        }
    }

    /**
     * @param own what the engine's rules make of the same visit
     * @param title of a code in the version in use; empty for a code that does not exist there
     */
    Verified verify(List<CodeSuggestion> proposed, Coded own, Function<String, Optional<String>> title) {
        List<CodeSuggestion> kept = new ArrayList<>();
        List<CodeExclusion> exclusions = new ArrayList<>(own.exclusions());
        Set<String> seen = new HashSet<>();
        for (CodeSuggestion code : proposed) {
            List<Evidence> evidence =
                    code.evidence().stream().filter(sources::exists).toList();
            Optional<CodeSuggestion> same = own.suggestions().stream()
                    .filter(mine -> mine.code().equals(code.code()))
                    .findFirst();
            Optional<String> display = same.map(CodeSuggestion::display).or(() -> title.apply(code.code()));
            Optional<String> fault = fault(code.code(), evidence, own, display.isPresent());
            if (fault.isPresent()) {
                exclusions.add(
                        new CodeExclusion(code.system(), code.code(), display.orElse(""), evidence, RULE, fault.get()));
            } else if (seen.add(code.code())) {
                kept.add(new CodeSuggestion(
                        code.system(),
                        code.code(),
                        display.orElseThrow(),
                        kept.size() + 1,
                        same.map(CodeSuggestion::confidence).orElse(0.5),
                        evidence,
                        same.map(CodeSuggestion::rule).orElse(RULE),
                        same.map(CodeSuggestion::reason)
                                .orElse("The model suggests it, and the words that it cites name the condition.")));
            }
        }
        return new Verified(kept, exclusions);
    }

    private Optional<String> fault(String code, List<Evidence> evidence, Coded own, boolean exists) {
        if (!exists) {
            return Optional.of("The model suggested it; the code files in use do not have it.");
        }
        if (own.exclusions().stream().anyMatch(exclusion -> exclusion.code().equals(code))) {
            return Optional.of("The model suggested it; a guideline forbids it here.");
        }
        boolean named = sources.mentions(evidence).stream()
                .anyMatch(mention ->
                        Reader.category(mention.mention().concept().code()).equals(Reader.category(code)));
        return named
                ? Optional.empty()
                : Optional.of("The model suggested it; the words that it cites do not name such a condition.");
    }
}
