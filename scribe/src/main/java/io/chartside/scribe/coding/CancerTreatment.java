package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Token;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A malignancy that is still treated is present, whenever it was found (guideline I.C.2.m): {@code breast cancer diagnosed in
 * 2024, on chemotherapy now}. Where the words themselves name the status ({@code history of lung cancer}), they are taken at
 * their word.
 */
final class CancerTreatment {
    private static final Set<String> TREATMENT =
            Set.of("chemo", "chemotherapy", "radiation", "immunotherapy", "radiotherapy");
    private static final Set<String> NOW =
            Set.of("now", "currently", "undergoing", "receiving", "still", "continue", "ongoing");
    private static final Set<String> OVER =
            Set.of("finished", "completed", "done", "ended", "ago", "had", "no", "not", "after", "off");

    private CancerTreatment() {}

    static boolean goesOn(AssertedMention m, VisitText text) {
        if (m.assertion() != Assertion.HISTORICAL) {
            return false;
        }
        List<Token> words = text.turn(m.mention().turn());
        Set<String> sentence = new HashSet<>();
        for (int i = m.mention().first(); i >= 0 && words.get(i).kind() != Token.Kind.STOP; i--) {
            sentence.add(words.get(i).word());
        }
        for (int i = m.mention().last(); i < words.size() && words.get(i).kind() != Token.Kind.STOP; i++) {
            sentence.add(words.get(i).word());
        }
        return holdsAny(sentence, TREATMENT) && holdsAny(sentence, NOW) && !holdsAny(sentence, OVER);
    }

    private static boolean holdsAny(Set<String> sentence, Set<String> wanted) {
        return wanted.stream().anyMatch(sentence::contains);
    }
}
