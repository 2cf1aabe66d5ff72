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
                if (RELATIVES.contains(t.word())) {
                    return true;
                }
            }
        }
        return false;
    }
}
