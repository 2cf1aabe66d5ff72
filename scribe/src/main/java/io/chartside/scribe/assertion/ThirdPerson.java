package io.chartside.scribe.assertion;

import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/** {@code My sister has stomach problems too. She has …}: a pronoun that carries on from a relative just named. */
final class ThirdPerson {
    private static final int BEFORE = 5;
    private static final int SINCE = 30;
    private static final Set<String> PRONOUNS = Set.of("she", "he", "they", "them");
    private static final Set<String> ADDRESSED =
            Set.of("mom", "dad", "mum", "mommy", "daddy", "mama", "grandma", "grandpa", "father", "mother");
    private static final Set<String> OPENING = Set.of(
            "so", "okay", "well", "alright", "right", "hi", "hey", "hello", "thank", "and", "now", "yes", "no", "good");
    private static final Set<String> SPEAKING = Set.of("i", "you", "we", "it", "this", "so", "that", "let");
    private static final Set<String> VERBS = Set.of("has", "ha", "had", "have", "was", "got", "is", "did");
    private static final Set<String> RELATIVES = Set.of(
            "mother",
            "father",
            "mom",
            "dad",
            "mum",
            "sister",
            "brother",
            "aunt",
            "uncle",
            "grandmother",
            "grandfather",
            "grandma",
            "grandpa",
            "cousin",
            "wife",
            "husband",
            "daughter",
            "son",
            "friend",
            "parent");

    private ThirdPerson() {}

    static boolean isMeant(Mention mention, List<Token> words, List<List<Token>> tokens) {
        int verb = -1;
        int seen = 0;
        for (int i = mention.first() - 1; i >= 0 && seen < BEFORE; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (!t.isWord()) {
                continue;
            }
            seen++;
            if (VERBS.contains(t.word())) {
                verb = i;
            } else if (PRONOUNS.contains(t.word())) {
                return verb > i && relativeBefore(i, words, mention.turn(), tokens);
            }
        }
        return false;
    }

    /** {@code so mom, he has}: the relative is spoken to, not about. */
    static boolean isAddressed(int first, int last, List<Token> words) {
        if (!ADDRESSED.contains(words.get(last).word())) {
            return false;
        }
        Token before = first > 0 ? words.get(first - 1) : null;
        if (before != null && before.isWord() && !OPENING.contains(before.word())) {
            return false;
        }
        Token after = last + 1 < words.size() ? words.get(last + 1) : null;
        return after == null || !after.isWord() || PRONOUNS.contains(after.word()) || SPEAKING.contains(after.word());
    }

    private static boolean relativeBefore(int at, List<Token> words, int turn, List<List<Token>> tokens) {
        int seen = 0;
        List<Token> line = words;
        int i = at - 1;
        int current = turn;
        while (seen < SINCE) {
            if (i < 0) {
                current--;
                if (current < 0 || turn - current > 2) {
                    return false;
                }
                line = tokens.get(current);
                i = line.size() - 1;
                continue;
            }
            Token t = line.get(i--);
            if (t.isWord()) {
                seen++;
                if (RELATIVES.contains(t.word()) && !isAddressed(i + 1, i + 1, line)) {
                    return true;
                }
            }
        }
        return false;
    }
}
