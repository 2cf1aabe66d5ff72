package io.chartside.scribe.em;

import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/** Whether an operation is decided on, and whether a risk that is named is the operation's. */
final class Surgery {
    private static final int PAST_WITHIN = 4;
    private static final Set<String> PAST = Set.of("had", "after", "since", "following", "previous", "prior", "old");
    private static final Set<String> WHOSE = Set.of("your", "her", "his", "my", "their", "right", "left", "total");
    private static final Set<String> POSSESSIVE = Set.of("your", "her", "his", "my", "their");
    private static final Set<String> DECIDING = Set.of(
            "schedule",
            "scheduling",
            "book",
            "ahead",
            "recommend",
            "need",
            "plan",
            "proceed",
            "set",
            "do",
            "list",
            "sign",
            "want",
            "agree",
            "agreed",
            "going",
            "arrange",
            "refer");
    /** What an operation may do harm with. */
    private static final Set<String> HARM = Set.of(
            "surgery",
            "operation",
            "procedure",
            "complication",
            "infection",
            "bleeding",
            "anesthesia",
            "wound",
            "healing",
            "clot");

    private Surgery() {}

    static boolean isDecided(List<Token> words, int first, int last) {
        return !Sentence.follows(words, first, PAST_WITHIN, PAST)
                && !Sentence.isNotChosen(words, first, last)
                && (!isSomebodys(words, first) || Sentence.follows(words, first, words.size(), DECIDING));
    }

    /** {@code your knee replacement} is there already, where nobody schedules it. */
    private static boolean isSomebodys(List<Token> words, int first) {
        int at = first - 1;
        while (at > 0
                && WHOSE.contains(words.get(at).word())
                && !POSSESSIVE.contains(words.get(at).word())) {
            at--;
        }
        return at >= 0 && POSSESSIVE.contains(words.get(at).word());
    }

    /** {@code a higher risk of falls} is none of the operation. */
    static boolean isItsRisk(List<Token> words, int last) {
        if (last + 1 >= words.size()
                || !Set.of("of", "for").contains(words.get(last + 1).word())) {
            return true;
        }
        return Sentence.holds(words, last + 1, last + 1, HARM);
    }
}
