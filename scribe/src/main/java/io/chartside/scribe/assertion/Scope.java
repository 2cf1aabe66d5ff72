package io.chartside.scribe.assertion;

import io.chartside.scribe.lexicon.Mention;
import io.chartside.scribe.lexicon.Token;
import java.util.List;

/** Which cue of an utterance speaks of a mention: within reach, in the same sentence, no end of scope between. */
final class Scope {
    private Scope() {}

    /** The cue that decides, or null. A denial beats a doubt, a doubt beats the past; the question comes last. */
    static CueSpan strongest(Mention mention, List<Token> words, List<CueSpan> spans) {
        CueSpan best = null;
        for (CueSpan span : spans) {
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
        int from;
        int to;
        if (span.cue().reach() == Cue.Reach.AFTER) {
            from = span.last() + 1;
            to = mention.first();
        } else {
            from = mention.last() + 1;
            to = span.first();
        }
        // A cue inside the mention's own words counts too when it is a denial: "pain is not in my knee".
        boolean inside = span.first() > mention.first() && span.last() < mention.last();
        if (inside) {
            return span.cue().sort() == Cue.Sort.NEGATED;
        }
        if (from > to) {
            return false;
        }
        int count = 0;
        for (int i = from; i < to; i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP) {
                return false;
            }
            count += t.isWord() ? 1 : 0;
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

    private static boolean ends(Cue.Sort end, Cue.Sort cue) {
        return end == Cue.Sort.END || end == Cue.Sort.SOFT_END && (cue == Cue.Sort.NEGATED || cue == Cue.Sort.QUESTION);
    }

    static boolean endsWithQuestionMark(Mention mention, List<Token> words) {
        for (int i = mention.last() + 1; i < words.size(); i++) {
            if (words.get(i).kind() == Token.Kind.STOP) {
                return words.get(i).word().equals("?");
            }
        }
        return false;
    }
}
