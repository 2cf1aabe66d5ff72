package io.chartside.scribe.assertion;

import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;

/** Which cue of an utterance speaks of a mention: within reach, in the same sentence, no end of scope between. */
final class Scope {
    private static final Set<String> GO_ON = Set.of(
            "i",
            "any",
            "and",
            "but",
            "okay",
            "so",
            "do",
            "it",
            "she",
            "he",
            "we",
            "not",
            "nope",
            "how",
            "what",
            "have",
            "is",
            "are",
            "you",
            "that",
            "just",
            "alright",
            "all",
            "thank",
            "doctor",
            "at",
            "actually",
            "because");

    /** Words after which a sentence's question mark asks for agreement only. */
    private static final Set<String> TAGS = Set.of("okay", "ok", "right", "alright", "correct", "yeah", "huh");

    private static final Set<String> NAMED = Set.of("no", "not", "without");

    private static final Set<String> SUBJECTS = Set.of("i", "you", "he", "she", "we", "they");

    private Scope() {}

    /** The cue that decides, or null. A denial beats a doubt, a doubt beats the past; the question comes last. */
    static CueSpan strongest(Mention mention, List<Token> words, List<CueSpan> spans) {
        CueSpan best = null;
        for (CueSpan span : spans) {
            if (span.cue().sort() == Cue.Sort.FAMILY && ThirdPerson.isAddressed(span.first(), span.last(), words)) {
                continue;
            }
            if (span.cue().sort() == Cue.Sort.PSEUDO
                    || span.cue().sort() == Cue.Sort.END
                    || span.cue().sort() == Cue.Sort.SOFT_END
                    || !reaches(span, mention, words, spans)) {
                continue;
            }
            if (best == null || order(span) < order(best)) {
                best = span;
            }
        }
        return best;
    }

    private static int order(CueSpan span) {
        return switch (span.cue().sort()) {
            case FAMILY -> 0;
            case NEGATED -> 1;
            case HYPOTHETICAL -> 2;
            case UNCERTAIN -> 3;
            case RESOLVED -> 4;
            case HISTORICAL -> 5;
            default -> 6;
        };
    }

    private static boolean reaches(CueSpan span, Mention mention, List<Token> words, List<CueSpan> spans) {
        if (span.cue().reach() == Cue.Reach.CLOSING && !closes(span, words)) {
            return false;
        }
        int from;
        int to;
        if (span.cue().reach() == Cue.Reach.AFTER) {
            from = span.last() + 1;
            to = mention.first();
        } else {
            from = mention.last() + 1;
            to = span.first();
        }
        // A cue inside the mention's own words counts too when it is a denial or a doubt: "your left leg, i worry about
        // a
        // clot", unless it belongs to the name: "migraine without aura".
        boolean inside = span.first() > mention.first() && span.last() < mention.last();
        if (inside) {
            return switch (span.cue().sort()) {
                case NEGATED -> !isOfTheName(span, words);
                case UNCERTAIN, QUESTION -> true;
                default -> false;
            };
        }
        if (from > to) {
            // "are you feeling down": the question ends within the mention's own words.
            return span.cue().sort() == Cue.Sort.QUESTION
                    && span.first() < mention.first()
                    && span.last() < mention.last();
        }
        int count = 0;
        for (int i = from; i < to; i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            count += t.isWord() ? 1 : 0;
            if (isNextClause(span, words, i)) {
                return false;
            }
        }
        if (count > span.cue().words()) {
            return false;
        }
        for (CueSpan end : spans) {
            if (ends(end.cue().sort(), span.cue().sort()) && end.first() >= from && end.last() < to) {
                return false;
            }
        }
        return true;
    }

    /** No phrase of the lexicon is found around these words, so that they are words of the phrase itself. */
    private static boolean isOfTheName(CueSpan span, List<Token> words) {
        return span.first() == span.last()
                && NAMED.contains(words.get(span.first()).word());
    }

    /** {@code you have bronchitis and in 2019 you had pneumonia}: the year opens another clause. */
    private static boolean isNextClause(CueSpan span, List<Token> words, int at) {
        if (span.cue().reach() != Cue.Reach.BEFORE
                || span.cue().sort() != Cue.Sort.HISTORICAL
                || at + 1 != span.first()) {
            return false;
        }
        Token last = words.get(at);
        return last.word().equals("and")
                || last.kind() == Token.Kind.PAUSE
                        && span.last() + 1 < words.size()
                        && words.get(span.last() + 1).isWord()
                        && SUBJECTS.contains(words.get(span.last() + 1).word());
    }

    /** Whether the sentence ends with the cue or goes on with words that it does not speak of. */
    private static boolean closes(CueSpan span, List<Token> words) {
        for (int i = span.last() + 1; i < words.size(); i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP || t.kind() == Token.Kind.PAUSE) {
                return true;
            }
            if (t.isWord()) {
                return GO_ON.contains(t.word());
            }
        }
        return true;
    }

    private static boolean ends(Cue.Sort end, Cue.Sort cue) {
        return end == Cue.Sort.END || end == Cue.Sort.SOFT_END && (cue == Cue.Sort.NEGATED || cue == Cue.Sort.QUESTION);
    }

    /** How the sentence of a mention ends. */
    static Ending ending(Mention mention, List<Token> words) {
        String last = "";
        for (int i = mention.last() + 1; i < words.size(); i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                if (!t.word().equals("?")) {
                    return Ending.STATED;
                }
                return TAGS.contains(last) ? Ending.AGREED : Ending.ASKED;
            }
            last = t.isWord() ? t.word() : last;
        }
        return Ending.STATED;
    }

    /** Whether a sentence states, asks, or asks for agreement to what it states. */
    enum Ending {
        STATED,
        /** {@code you have a sprain, okay?} */
        AGREED,
        ASKED
    }
}
