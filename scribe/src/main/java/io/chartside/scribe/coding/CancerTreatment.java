package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Lexicon;
import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/**
 * A malignancy that is still treated is present, whenever it was found (guideline I.C.2.m): {@code breast cancer diagnosed in
 * 2024, on chemotherapy now}, and {@code history of lung cancer, currently on chemotherapy} as well, whose words name the
 * status.
 */
final class CancerTreatment {
    private static final Set<String> TREATMENT =
            Set.of("chemo", "chemotherapy", "radiation", "immunotherapy", "radiotherapy");
    private static final Set<String> NOW =
            Set.of("now", "currently", "undergoing", "receiving", "still", "continue", "ongoing", "on", "getting");
    private static final Set<String> OVER =
            Set.of("finished", "completed", "done", "ended", "ago", "had", "no", "not", "after", "off");

    private CancerTreatment() {}

    /** The mention as it is to be read: of the cancer where one is treated, else as it came. */
    static AssertedMention of(AssertedMention m, VisitText text, Lexicon lexicon) {
        Mention said = m.mention();
        Concept cancer = cancer(said.concept(), lexicon);
        boolean past = cancer == said.concept()
                ? m.assertion() == Assertion.HISTORICAL
                : m.assertion() == Assertion.AFFIRMED || m.assertion() == Assertion.HISTORICAL;
        if (cancer == null || !past || !goesOn(said, text)) {
            return m;
        }
        Mention present =
                new Mention(cancer, said.turn(), said.first(), said.last(), said.start(), said.end(), said.words());
        return new AssertedMention(present, Assertion.AFFIRMED, "under treatment", m.answeredIn());
    }

    /** The malignancy that a concept is, or that it is the history of; else null. */
    private static Concept cancer(Concept concept, Lexicon lexicon) {
        return isMalignancy(concept)
                ? concept
                : lexicon.ofHistory(concept)
                        .filter(CancerTreatment::isMalignancy)
                        .orElse(null);
    }

    static boolean isMalignancy(Concept c) {
        return c.code().startsWith("C") && !c.attribute("history").isEmpty();
    }

    private static boolean goesOn(Mention m, VisitText text) {
        List<Token> words = text.turn(m.turn());
        return Sentence.holds(words, m.first(), m.last(), TREATMENT)
                && Sentence.holds(words, m.first(), m.last(), NOW)
                && !Sentence.holds(words, m.first(), m.last(), OVER);
    }
}
