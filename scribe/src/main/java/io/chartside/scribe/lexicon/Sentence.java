package io.chartside.scribe.lexicon;

import java.util.List;
import java.util.Set;

/**
 * How a phrase is said within its sentence: meant, asked, supposed, of the past. Speech recognition may leave a whole turn
 * without a full stop, so that no sentence reaches further than {@value #LONGEST} words to either side.
 */
public final class Sentence {
    private static final int LONGEST = 30;
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

    /** {@code no change , continue lisinopril} denies nothing that follows. */
    private static final Set<String> NO_DENIAL = Set.of("change", "problem", "doubt", "worry", "issue", "trouble");

    private static final Set<String> UNNEEDED =
            Set.of("need", "needed", "necessary", "indicated", "required", "recommended", "warranted");
    private static final Set<String> OTHER_TIMES = Set.of("eventually", "someday", "road", "future");
    private static final int OTHER_TIMES_WITHIN = 8;
    private static final int UNNEEDED_WITHIN = 4;
    private static final int DROPPED_WITHIN = 7;

    private Sentence() {}

    /** Not denied and not only considered, by the few words before. */
    public static boolean isMeant(List<Token> words, int first) {
        return !isBefore(words, first, SCOPE, UNSAID);
    }

    /** {@code you went to the emergency room}. */
    public static boolean isPast(List<Token> words, int first) {
        return isBefore(words, first, SCOPE, PAST);
    }

    private static boolean isBefore(List<Token> words, int first, int reach, Set<String> wanted) {
        for (int i = first - 1, seen = 0; i >= 0 && seen < Math.min(reach, LONGEST); i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (t.isWord()) {
                if (wanted.contains(t.word()) && !isNoDenial(words, i)) {
                    return true;
                }
                seen++;
            }
        }
        return false;
    }

    /** {@code no trouble}, and the answer {@code no, the panel is negative}. */
    private static boolean isNoDenial(List<Token> words, int at) {
        return words.get(at).word().equals("no")
                && (NO_DENIAL.contains(word(words, at + 1))
                        || at + 1 < words.size() && words.get(at + 1).kind() == Token.Kind.PAUSE);
    }

    private static String word(List<Token> words, int at) {
        return at >= 0 && at < words.size() ? words.get(at).word() : "";
    }

    /** One of the words before, in the same sentence and within reach. */
    public static boolean follows(List<Token> words, int first, int reach, Set<String> wanted) {
        return isBefore(words, first, reach, wanted);
    }

    /** One of the words after, in the same sentence and within reach. */
    public static boolean precedes(List<Token> words, int last, int reach, Set<String> wanted) {
        return isAfter(words, last, reach, wanted);
    }

    /** The word that stands so many words before, or an empty one. */
    public static String before(List<Token> words, int at, int back) {
        for (int i = at - 1, seen = 0; i >= 0; i--) {
            if (words.get(i).isWord() && ++seen == back) {
                return words.get(i).word();
            }
        }
        return "";
    }

    /** One of the words near by in the same sentence. */
    public static boolean holds(List<Token> words, int first, int last, Set<String> wanted) {
        return isBefore(words, first, LONGEST, wanted) || isAfter(words, last, LONGEST, wanted);
    }

    private static boolean isAfter(List<Token> words, int last, int reach, Set<String> wanted) {
        for (int i = last + 1, seen = 0; i < words.size() && seen < reach; i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            if (wanted.contains(t.word())) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }

    /**
     * Weighed and not chosen by the clinician: {@code hold off on a knee replacement}, {@code mucinex instead of an
     * antibiotic}, {@code an operation would not be needed}, {@code surgery is for some time in the future}.
     */
    public static boolean isNotChosen(List<Token> words, int first, int last) {
        for (int i = first - 1, seen = 0; i >= 0 && seen < DROPPED_WITHIN; i--) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                break;
            }
            String pair = t.word() + " " + word(words, i + 1);
            if (pair.matches(
                    "(?:hold|holding|held) off|(?:stay|staying) away|(?:instead|short) of|rather than|too young|too old"
                            + "|(?:decided|advise|recommend) against")) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        for (int i = last + 1, seen = 0; i < words.size(); i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                break;
            }
            boolean unneeded = t.word().equals("not")
                    && (UNNEEDED.contains(word(words, i + 1))
                            || word(words, i + 1).equals("be") && UNNEEDED.contains(word(words, i + 2)));
            if (unneeded && seen < UNNEEDED_WITHIN
                    || t.word().equals("rather") && word(words, i + 1).equals("not")) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return isBefore(words, first, OTHER_TIMES_WITHIN, OTHER_TIMES)
                || isAfter(words, last, OTHER_TIMES_WITHIN, OTHER_TIMES);
    }

    /** In a sentence that asks and does not only ask for agreement. */
    public static boolean isAsked(List<Token> words, int last) {
        String word = "";
        for (int i = last, seen = 0; i < words.size() && seen <= LONGEST; i++) {
            Token t = words.get(i);
            seen += t.isWord() ? 1 : 0;
            if (t.kind() == Token.Kind.STOP) {
                return t.word().equals("?") && !TAGS.contains(word);
            }
            word = t.isWord() ? t.word() : word;
        }
        return false;
    }

    /** {@code if it is no better we get an mri}. */
    public static boolean isConditional(List<Token> words, int first) {
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
    public static boolean isConditionalAfter(List<Token> words, int last) {
        return isAfter(words, last, LONGEST, CONDITIONS);
    }

    /** {@code antibiotics will not help}. */
    public static boolean isDeniedAfter(List<Token> words, int last) {
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
