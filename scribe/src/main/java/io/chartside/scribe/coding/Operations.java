package io.chartside.scribe.coding;

import io.chartside.scribe.assertion.AssertedMention;
import io.chartside.scribe.assertion.Assertion;
import io.chartside.scribe.lexicon.Concept;
import io.chartside.scribe.lexicon.Token;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An operation that is planned or talked about leaves no status (guideline I.C.21.c.3: a status code tells of the residual
 * of a past operation). {@code we are going ahead with a hip replacement}, {@code discuss taking the gallbladder out}.
 */
final class Operations {
    private static final int REACH = 8;
    /** Acquired absence, transplants, implants and grafts, states after operations, artificial openings. */
    private static final Pattern STATUS = Pattern.compile("Z(89|90|93|94|95|96|98).*");

    private static final Set<String> PLANNING = Set.of(
            "ahead",
            "schedule",
            "scheduled",
            "plan",
            "planning",
            "discuss",
            "recommend",
            "offer",
            "need",
            "candidate",
            "taking",
            "getting",
            "consider",
            "considering",
            "proceed",
            "book",
            "talk",
            "talking",
            "option",
            "would",
            "do",
            "will",
            "sign",
            "toward",
            "towards",
            "referral",
            "refer",
            "evaluate",
            "maybe",
            "might",
            "eventually",
            "upcoming",
            "before",
            "declined",
            "decline",
            "refused",
            "going",
            "want",
            "young",
            "cleared");
    /** Behind the operation: {@code is scheduled for}, {@code next month}, {@code would not be needed}. */
    private static final Set<String> AHEAD =
            Set.of("scheduled", "planned", "booked", "next", "coming", "needed", "necessary", "option");

    private static final int AHEAD_REACH = 5;
    private static final Set<String> DONE =
            Set.of("had", "since", "after", "ago", "has", "status", "post", "previous", "old");

    private Operations() {}

    static boolean isPlanned(AssertedMention m, VisitText text) {
        Concept concept = m.mention().concept();
        if (m.assertion() != Assertion.AFFIRMED
                || concept.kind() != Concept.Kind.STATUS
                || !STATUS.matcher(concept.code()).matches()) {
            return false;
        }
        List<Token> words = text.turn(m.mention().turn());
        for (int i = m.mention().first() - 1, seen = 0; i >= 0 && seen < REACH; i--) {
            Token t = words.get(i);
            if (DONE.contains(t.word())) {
                return false;
            }
            if (t.kind() == Token.Kind.STOP || t.kind() == Token.Kind.PAUSE) {
                break;
            }
            if (PLANNING.contains(t.word())) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return isAhead(words, m.mention().last());
    }

    private static boolean isAhead(List<Token> words, int last) {
        for (int i = last + 1, seen = 0; i < words.size() && seen < AHEAD_REACH; i++) {
            Token t = words.get(i);
            if (t.kind() == Token.Kind.STOP || t.kind() == Token.Kind.PAUSE) {
                return false;
            }
            if (AHEAD.contains(t.word())) {
                return true;
            }
            seen += t.isWord() ? 1 : 0;
        }
        return false;
    }
}
