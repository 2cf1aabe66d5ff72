package io.chartside.scribe.em;

import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/**
 * Whether hospital care is decided on. Most visits that name an emergency room warn ({@code call 911 for chest pain}) or
 * tell of one in the past ({@code your hospital admission}); a level must not rest on either.
 */
final class HospitalCare {
    private static final int PAST_WITHIN = 4;
    private static final int SHOULD_WITHIN = 20;
    private static final Set<String> CONDITIONS = Set.of("if", "unless", "case", "otherwise", "whenever");
    private static final Set<String> WARNINGS = Set.of("any", "anything", "when", "worse", "worsen", "worsening");
    private static final Set<String> SUBJECTS = Set.of("you", "it", "she", "he", "that", "this", "they");
    private static final Set<String> DECIDING = Set.of(
            "i",
            "we",
            "need",
            "sending",
            "admitting",
            "calling",
            "now",
            "today",
            "tonight",
            "immediately",
            "must",
            "right");
    private static final Set<String> CERTAIN =
            Set.of("sending", "admitting", "calling", "now", "today", "tonight", "immediately");
    private static final Set<String> PAST = Set.of(
            "trip",
            "visit",
            "stay",
            "since",
            "record",
            "report",
            "recent",
            "time",
            "discharge",
            "discharged",
            "follow");
    private static final Set<String> WHOSE = Set.of("your", "his", "her", "my");

    private HospitalCare() {}

    static boolean isDecided(List<Token> words, int first, int last) {
        if (Sentence.isPast(words, first)
                || Sentence.follows(words, first, PAST_WITHIN, PAST)
                || Sentence.follows(words, first, 1, WHOSE)
                || Sentence.isConditionalAfter(words, last)
                || Sentence.isNotChosen(words, first, last)
                || Sentence.holds(words, first, last, CONDITIONS) && !isCourteous(words, first)
                || isShouldYou(words, first)) {
            return false;
        }
        boolean certain = isSaid(words, first, last, CERTAIN);
        return isSaid(words, first, last, DECIDING) && (certain || !Sentence.holds(words, first, last, WARNINGS));
    }

    /** In the words of the phrase or its sentence. */
    private static boolean isSaid(List<Token> words, int first, int last, Set<String> wanted) {
        return words.subList(first, last + 1).stream().anyMatch(t -> wanted.contains(t.word()))
                || Sentence.holds(words, first, last, wanted);
    }

    /** {@code if you are okay with it i am sending you to the emergency room}. */
    private static boolean isCourteous(List<Token> words, int first) {
        return !Sentence.isConditional(words, first);
    }

    /** {@code should it get worse go to the emergency room}. */
    private static boolean isShouldYou(List<Token> words, int first) {
        for (int i = first - 1;
                i >= Math.max(0, first - SHOULD_WITHIN) && words.get(i).kind() != Token.Kind.STOP;
                i--) {
            if (words.get(i).word().equals("should")
                    && SUBJECTS.contains(words.get(i + 1).word())) {
                return true;
            }
        }
        return false;
    }
}
