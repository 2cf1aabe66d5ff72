package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers mentions by concept and decides what the visit comes to about each. */
final class Findings {
    private static final double EARLY = 0.5;
    /** ICD-10-CM: long term (current) drug therapy. */
    private static final String LONG_TERM_USE = "Z79";

    private static final Set<String> STOPPED = Set.of("stopped", "discontinued", "quit", "off");
    private static final int STOPPED_WITHIN = 3;

    private Findings() {}

    static Map<String, Finding> of(List<AssertedMention> mentions, VisitText text, Lexicon lexicon) {
        Map<String, Finding> out = new LinkedHashMap<>();
        for (AssertedMention said : mentions) {
            AssertedMention m = Operations.isPlanned(said, text)
                    ? as(said, Assertion.HYPOTHETICAL, "planned")
                    : isStopped(said, text)
                            ? as(said, Assertion.NEGATED, "stopped")
                            : CancerTreatment.of(said, text, lexicon);
            Concept concept = m.mention().concept();
            out.computeIfAbsent(concept.id(), id -> new Finding(concept)).add(m);
        }
        out.values().forEach(f -> settle(f, text));
        return out;
    }

    /** {@code your heart doctor stopped the blood thinner}: what was stopped is not in current use. */
    private static boolean isStopped(AssertedMention m, VisitText text) {
        Mention said = m.mention();
        List<Token> words = text.turn(said.turn());
        return said.concept().code().startsWith(LONG_TERM_USE)
                && (Sentence.follows(words, said.first(), STOPPED_WITHIN, STOPPED)
                        || Sentence.precedes(words, said.last(), STOPPED_WITHIN, STOPPED));
    }

    private static AssertedMention as(AssertedMention m, Assertion assertion, String because) {
        return new AssertedMention(m.mention(), assertion, because, m.answeredIn());
    }

    private static void settle(Finding f, VisitText text) {
        String only = f.concept().attribute("only");
        if (only.equals("never") || only.equals("early") && !isEarly(f, text)) {
            return;
        }
        int affirmed = f.count(Assertion.AFFIRMED);
        int negated = f.count(Assertion.NEGATED);
        int doubted = f.count(Assertion.UNCERTAIN);
        int past = f.count(Assertion.HISTORICAL) + f.count(Assertion.RESOLVED);
        boolean disease = isDisease(f.concept());
        AssertedMention last = lastWord(f, text);
        if (affirmed > 0 && disease && last != null && last.assertion() != Assertion.AFFIRMED) {
            // The assessment has the last word on a diagnosis: an earlier affirmation was a report or a worry.
            boolean saidInAssessment = f.mentions().stream()
                    .anyMatch(m -> m.assertion() == Assertion.AFFIRMED && text.inAssessment(m.mention()));
            if (!saidInAssessment && affirmed <= 1 && f.concept().kind() != Concept.Kind.CHRONIC) {
                deny(f, last.assertion());
                return;
            }
        }
        if (affirmed > 0) {
            if (!disease && negated > affirmed) {
                deny(f, Assertion.NEGATED);
            } else if (f.count(Assertion.RESOLVED) > 0 && affirmed <= f.count(Assertion.RESOLVED)) {
                deny(f, Assertion.RESOLVED);
            } else {
                f.stand(Finding.Standing.ACTIVE);
            }
        } else if (past > 0) {
            boolean stays = f.concept().kind() == Concept.Kind.STATUS
                    || f.concept().kind() == Concept.Kind.CHRONIC && !CancerTreatment.isMalignancy(f.concept());
            if (stays && f.count(Assertion.RESOLVED) == 0) {
                f.stand(Finding.Standing.ACTIVE);
            } else {
                deny(f, Assertion.HISTORICAL);
            }
        } else if (doubted > 0) {
            deny(f, Assertion.UNCERTAIN);
        } else if (negated > 0) {
            deny(f, Assertion.NEGATED);
        } else if (f.count(Assertion.FAMILY) + f.count(Assertion.HYPOTHETICAL) > 0) {
            deny(f, Assertion.FAMILY);
        }
    }

    /** The reason for a visit is named at its beginning; the next check-up is arranged at its end. */
    private static boolean isEarly(Finding f, VisitText text) {
        return f.mentions().stream().anyMatch(m -> text.relative(m.mention()) < EARLY);
    }

    private static boolean isDisease(Concept c) {
        return switch (c.kind()) {
            case CHRONIC, ACUTE, INJURY -> true;
            default -> false;
        };
    }

    /** The last mention in the assessment that says anything about presence. */
    private static AssertedMention lastWord(Finding f, VisitText text) {
        AssertedMention last = null;
        for (AssertedMention m : f.mentions()) {
            boolean speaks = m.assertion() == Assertion.NEGATED
                    || m.assertion() == Assertion.UNCERTAIN
                    || m.assertion() == Assertion.AFFIRMED;
            if (speaks && text.inAssessment(m.mention())) {
                last = m;
            }
        }
        return last;
    }

    private static void deny(Finding f, Assertion why) {
        switch (why) {
            case UNCERTAIN -> {
                f.stand(Finding.Standing.DOUBTED);
                f.because(Guideline.UNCERTAIN.section(), Guideline.UNCERTAIN.text());
            }
            case NEGATED -> {
                f.stand(Finding.Standing.DENIED);
                f.because(Guideline.NOT_PRESENT.section(), Guideline.NOT_PRESENT.text());
            }
            case FAMILY, HYPOTHETICAL -> {
                f.stand(Finding.Standing.NOT_THE_PATIENTS);
                f.because(Guideline.NOT_THE_PATIENTS.section(), Guideline.NOT_THE_PATIENTS.text());
            }
            default -> {
                f.stand(Finding.Standing.PAST);
                f.because(Guideline.PAST.section(), Guideline.PAST.text());
            }
        }
    }
}
