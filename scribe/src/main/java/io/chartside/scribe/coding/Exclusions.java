package io.chartside.scribe.coding;

import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.lexicon.Concept;
import java.util.ArrayList;
import java.util.List;

/** Codes that the words suggest and a guideline forbids: diagnoses doubted, denied, past or another person's. */
final class Exclusions {
    private static final int MOST = 12;

    private Exclusions() {}

    static List<CodeExclusion> of(Coder.Reading reading, Selection selection, CodeResolver resolver) {
        List<CodeExclusion> out = new ArrayList<>();
        for (Finding f : reading.findings().values()) {
            if (out.size() < MOST && isWorthTelling(f)) {
                add(out, f, f.rule(), f.reason(), reading, selection, resolver);
            }
        }
        selection
                .excluded()
                .forEach((f, other) -> add(
                        out,
                        f,
                        Guideline.EXCLUDES1.section(),
                        Guideline.EXCLUDES1.text() + " " + other,
                        reading,
                        selection,
                        resolver));
        return out;
    }

    private static boolean isWorthTelling(Finding f) {
        Concept.Kind kind = f.concept().kind();
        boolean disease = kind == Concept.Kind.CHRONIC || kind == Concept.Kind.ACUTE || kind == Concept.Kind.INJURY;
        return switch (f.standing()) {
            case DOUBTED, PAST -> disease;
            case DENIED, NOT_THE_PATIENTS -> disease;
            case COVERED -> kind != Concept.Kind.CUE;
            case ACTIVE, SILENT -> false;
        };
    }

    private static void add(
            List<CodeExclusion> out,
            Finding f,
            String rule,
            String reason,
            Coder.Reading reading,
            Selection selection,
            CodeResolver resolver) {
        for (CodeResolver.Resolved r : resolver.resolve(f, reading.sides(), reading.text())) {
            boolean known = selection.codes().contains(r.code())
                    || out.stream().anyMatch(e -> e.code().equals(r.code()));
            if (!known) {
                out.add(new CodeExclusion(
                        CodeSuggestion.ICD10CM,
                        r.code(),
                        r.display(),
                        Suggestions.evidence(f, reading.text()),
                        rule,
                        reason));
            }
        }
    }
}
