package io.chartside.scribe.em;

import io.chartside.scribe.lexicon.Sentence;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/** Whether what is told of an illness is so: not supposed, prevented, of long ago or somebody else's. */
final class States {
    private static final int REACH = 6;
    private static final int PREVENTED_WITHIN = 4;
    private static final Set<String> PREVENTING = Set.of("prevent", "preventing", "last", "previous");
    private static final Set<String> CALLING = Set.of("call", "return");
    private static final Set<String> OTHERS = Set.of(
            "lead",
            "leading",
            "prevent",
            "cause",
            "risk",
            "untreated",
            "history",
            "died",
            "father",
            "mother",
            "dad",
            "mom",
            "brother",
            "sister",
            "husband",
            "wife",
            "uncle",
            "aunt",
            "friend",
            "grandmother",
            "grandfather");

    private States() {}

    static boolean isSo(Heard.Sort sort, List<Token> words, int first) {
        return switch (sort) {
            case WORSENING ->
                !Sentence.isConditional(words, first)
                        && !Sentence.follows(words, first, PREVENTED_WITHIN, Set.of("prevent", "preventing"))
                        && !Sentence.follows(words, first, 1, PREVENTING)
                        && !Sentence.follows(words, first, words.size(), CALLING);
            case THREAT -> !Sentence.isConditional(words, first) && !Sentence.follows(words, first, REACH, OTHERS);
            default -> true;
        };
    }
}
