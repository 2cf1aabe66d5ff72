package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Words a chosen code for the clinician: evidence, rule, one sentence of reason. */
final class Suggestions {
    private static final int MOST_EVIDENCE = 8;

    private Suggestions() {}

    static CodeSuggestion of(
            String code, String display, int rank, double confidence, Candidate candidate, VisitText text) {
        Finding f = candidate.finding();
        boolean plain = f.reason().isEmpty();
        Guideline general = rank == 1 ? Guideline.FIRST_LISTED : general(f.concept());
        return new CodeSuggestion(
                CodeSuggestion.ICD10CM,
                code,
                display,
                rank,
                confidence,
                evidence(f, text),
                plain ? general.section() : f.rule(),
                plain ? general.text() : f.reason());
    }

    private static Guideline general(Concept concept) {
        return switch (concept.kind()) {
            case CHRONIC -> Guideline.CHRONIC;
            case SYMPTOM -> Guideline.SYMPTOM;
            default -> Guideline.CODED;
        };
    }

    /** The words that speak for a finding, those of the assessment first kept, in the order they were said. */
    static List<Evidence> evidence(Finding f, VisitText text) {
        List<AssertedMention> support = new ArrayList<>(f.support());
        if (support.isEmpty()) {
            support.addAll(f.mentions());
        }
        support.sort(Comparator.comparing((AssertedMention m) -> !text.inAssessment(m.mention()))
                .thenComparingInt(m -> text.position(m.mention())));
        Set<Mention> kept = new LinkedHashSet<>();
        for (AssertedMention m : support) {
            if (kept.size() < MOST_EVIDENCE) {
                kept.add(m.mention());
            }
        }
        return kept.stream()
                .sorted(Comparator.comparingInt(text::position))
                .map(m -> said(m, text))
                .distinct()
                .toList();
    }

    private static Evidence said(Mention m, VisitText text) {
        return new Evidence.Said(
                m.turn(), text.transcript().turns().get(m.turn()).id(), m.start(), m.end());
    }

    /** A drug's name as a mention of the status that its long-term use is. */
    static AssertedMention mention(Concept concept, Medications.Taken taken, VisitText text) {
        List<Token> turn = text.turn(taken.turn());
        Mention m = new Mention(
                concept,
                taken.turn(),
                taken.first(),
                taken.last(),
                turn.get(taken.first()).start(),
                turn.get(taken.last()).end(),
                1);
        return new AssertedMention(m, Assertion.AFFIRMED, "", -1);
    }
}
