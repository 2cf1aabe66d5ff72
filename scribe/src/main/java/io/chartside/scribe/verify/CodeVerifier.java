package io.chartside.scribe.verify;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.coding.Coded;
import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds diagnosis codes against what they cite and against the engine's own coding of the visit. A code stays when it exists,
 * the words that it cites affirm a condition of its category of the patient, and no guideline that the engine knows forbids it or, as
 * long as the engine itself codes nothing of the category, another of its category. So many stay as the engine itself suggests.
 */
final class CodeVerifier {
    private static final String RULE = "evidence";

    /** What a code that the engine makes out itself may rest on; its words elsewhere affirm it. */
    private static final Set<Assertion> NOT_DENIED =
            EnumSet.complementOf(EnumSet.of(Assertion.NEGATED, Assertion.FAMILY, Assertion.HYPOTHETICAL));
    /** What a code of chapter 21 says of: history, the family's too, and circumstances. */
    private static final Set<Assertion> CIRCUMSTANCE =
            EnumSet.of(Assertion.AFFIRMED, Assertion.HISTORICAL, Assertion.RESOLVED, Assertion.FAMILY);

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
            if (fault.isEmpty() && !seen.contains(code.code()) && kept.size() == Coded.MOST) {
                fault = Optional.of("The model suggested it; a visit is given " + Coded.MOST + " codes at most.");
            }
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
        String category = Reader.category(code);
        boolean same = own.suggestions().stream().anyMatch(mine -> mine.code().equals(code));
        boolean coded = own.suggestions().stream()
                .anyMatch(mine -> Reader.category(mine.code()).equals(category));
        boolean forbidden = own.exclusions().stream()
                .anyMatch(exclusion -> exclusion.code().equals(code)
                        || !coded && Reader.category(exclusion.code()).equals(category));
        if (forbidden) {
            return Optional.of("The model suggested it; a guideline forbids it here.");
        }
        Set<Assertion> borneOut =
                code.startsWith("Z") ? CIRCUMSTANCE : same ? NOT_DENIED : EnumSet.of(Assertion.AFFIRMED);
        List<Assertion> named = sources.mentions(evidence).stream()
                .filter(mention ->
                        Reader.category(mention.mention().concept().code()).equals(category))
                .map(AssertedMention::assertion)
                .toList();
        if (named.isEmpty()) {
            return Optional.of("The model suggested it; the words that it cites do not name such a condition.");
        }
        return named.stream().anyMatch(borneOut::contains)
                ? Optional.empty()
                : Optional.of("The model suggested it; the words that it cites do not say that the patient has it.");
    }
}
