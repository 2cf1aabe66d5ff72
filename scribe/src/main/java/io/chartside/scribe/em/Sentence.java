package io.chartside.scribe.em;

import io.chartside.scribe.lexicon.Token;
import io.chartside.scribe.transcript.Speaker;
import java.util.List;
import java.util.Set;

/** How a phrase is said within its sentence: meant, asked, supposed, of the past. */
final class Sentence {
    private static final int SCOPE = 5;
    private static final int CONDITION = 15;
    private static final int COURTESY = 4;
    private static final int DENIED_WITHIN = 2;
    private static final Set<String> UNSAID = Set.of(
            "not", "no", "never", "without", "if", "unless", "consider", "may", "might", "could", "avoid", "deny");
    private static final Set<String> CONDITIONS = Set.of("if", "unless");
    /** {@code see if we can get} and {@code if you are okay with it} suppose nothing. */
    private static final Set<String> NO_CONDITION = Set.of("see", "as", "even");

    private static final Set<String> COURTESIES = Set.of(
            "okay", "ok", "agreeable", "mind", "like", "want", "alright", "fine", "possible", "ready", "willing");
    /** Words before a question mark that ask for agreement only. */
    private static final Set<String> TAGS = Set.of("okay", "ok", "right", "alright", "correct", "yeah", "huh", "good");

    private static final Set<String> PAST =
            Set.of("went", "was", "were", "had", "been", "ago", "last", "after", "came");

    private Sentence() {}

    static boolean isPatients(Speaker speaker) {
        return speaker == Speaker.PATIENT || speaker == Speaker.GUEST;
    }

    /** Not denied and not only considered, by the few words before. */
    static boolean isMeant(List<Token> words, int first) {
        return !isBefore(words, first, SCOPE, UNSAID);
    }

    /** {@code you went to the emergency room}. */
    static boolean isPast(List<Token> words, int first) {
        return isBefore(words, first, SCOPE, PAST);
    }

    private static boolean isBefore(List<Token> words, int first, int reach, Set<String> wanted) {
        for (int i = first - 1, seen = 0; i >= 0 && seen < reach; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (t.isWord()) {
                if (wanted.contains(t.word())) {
                    return true;
                }
                seen++;
            }
        }
        return false;
    }

    /** In a sentence that asks and does not only ask for agreement. */
    static boolean isAsked(List<Token> words, int last) {
        String word = "";
        for (int i = last; i < words.size(); i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return t.word().equals("?") && !TAGS.contains(word);
            }
            word = t.isWord() ? t.word() : word;
        }
        return false;
    }

    /** {@code if it is no better we get an mri}. */
    static boolean isConditional(List<Token> words, int first) {
        for (int i = first - 1, seen = 0; i >= 0 && seen < CONDITION; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (CONDITIONS.contains(t.word())) {
                return !(i > 0 && NO_CONDITION.contains(words.get(i - 1).word())) && !isCourtesy(words, i);
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }

    private static boolean isCourtesy(List<Token> words, int at) {
        for (int i = at + 1; i < words.size() && i <= at + COURTESY; i++) {
            if (COURTESIES.contains(words.get(i).word())) {
                return true;
            }
        }
        return false;
    }

    /** {@code call an ambulance if it gets worse}. */
    static boolean isConditionalAfter(List<Token> words, int last) {
        for (int i = last + 1; i < words.size() && words.get(i).kind() != Token.Kind.STOP; i++) {
            if (CONDITIONS.contains(words.get(i).word())) {
                return true;
            }
        }
        return false;
    }

    /** {@code antibiotics will not help}. */
    static boolean isDeniedAfter(List<Token> words, int last) {
        for (int i = last + 1, seen = 0; i < words.size() && seen < DENIED_WITHIN; i++, seen++) {
            if (words.get(i).kind() != Token.Kind.WORD) {
                return false;
            }
            if (words.get(i).word().equals("not")) {
                return true;
            }
        }
        return false;
    }
}
