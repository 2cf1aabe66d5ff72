package io.chartside.scribe.assertion;

import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/** Lists share their assertion: in {@code no fever, chills or cough} one denial speaks of all three. */
final class Lists {
    private static final Set<String> JOINING = Set.of("and", "or", "any", "nor", "the", "a", "of", "other", "even");

    private Lists() {}

    /** The mention as it stands, or with the assertion of the one before when only list words lie between. */
    static AssertedMention join(AssertedMention before, AssertedMention own, List<Token> words) {
        if (own.assertion() != Assertion.AFFIRMED
                || own.answeredIn() >= 0
                || before.assertion() == Assertion.AFFIRMED
                || before.assertion() == Assertion.RESOLVED
                || !isNext(before.mention(), own.mention(), words)) {
            return own;
        }
        return new AssertedMention(own.mention(), before.assertion(), before.cue(), before.answeredIn());
    }

    private static boolean isNext(Mention before, Mention own, List<Token> words) {
        if (own.first() <= before.last()) {
            return false;
        }
        boolean joined = false;
        for (int i = before.last() + 1; i < own.first(); i++) {
            Token t = words.get(i);
            switch (t.kind()) {
                case STOP -> {
                    return false;
                }
                case PAUSE -> joined = true;
                case WORD -> {
                    if (!JOINING.contains(t.word())) {
                        return false;
                    }
                    joined |= t.word().equals("and")
                            || t.word().equals("or")
                            || t.word().equals("nor");
                }
                default -> {
                    // Fillers do not break a list.
                }
            }
        }
        return joined;
    }
}
