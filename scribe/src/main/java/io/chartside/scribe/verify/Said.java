package io.chartside.scribe.verify;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.medication.DrugNames;
import io.chartside.scribe.order.Changes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the clinician says to be done with a drug: beside its name, or of "it" in words that name no other drug. Asked it is only for
 * what goes on ("do you need a refill?").
 */
final class Said {
    private static final Pattern IT = Pattern.compile("\\b(?:it|that|this|them|those|these|both|the same|one)\\b");
    /** Behind these the words are about something else. */
    private static final Pattern TURNS = Pattern.compile("\\b(?:and|but|then|so|because|since|than|instead of)\\b|,");

    private static final Set<Change> GOES_ON = EnumSet.of(Change.CONTINUE, Change.REFILL);

    private final DrugNames drugs;
    private final Changes changes;

    Said(LexiconText text) {
        drugs = new DrugNames(text);
        changes = new Changes(text);
    }

    /**
     * @param name of a drug
     * @param clauses of the clinician, of the utterances that are cited
     */
    boolean says(Change change, String name, List<Clause> clauses) {
        Pattern same = DrugNames.anyOf(drugs.same(name));
        for (Clause clause : clauses) {
            if (clause.question() && !GOES_ON.contains(change)) {
                continue;
            }
            String text = clause.text();
            boolean named = false;
            for (Matcher m = same.matcher(text); m.find(); ) {
                named = true;
                if (besideName(change, text, m.start(), m.end())) {
                    return true;
                }
            }
            if (!named && !drugs.known().matcher(text).find() && ofIt(change, text)) {
                return true;
            }
        }
        return false;
    }

    private boolean besideName(Change change, String text, int from, int to) {
        String before = text.substring(0, from);
        if (changes.before(before).filter(change::equals).isPresent()) {
            return true;
        }
        if (change == Change.START) {
            return changes.said(afterLast(before)).contains(change);
        }
        return changes.said(between(before)).contains(change)
                || changes.said(untilNext(text.substring(to))).contains(change);
    }

    private boolean ofIt(Change change, String text) {
        Matcher it = IT.matcher(text);
        if (!it.find()) {
            return false;
        }
        String words = change == Change.START ? text.substring(0, it.start()) : text;
        return changes.said(words).contains(change);
    }

    /** The words after the last that turn to something else. */
    private static String afterLast(String before) {
        int at = 0;
        for (Matcher m = TURNS.matcher(before); m.find(); ) {
            at = m.end();
        }
        return before.substring(at);
    }

    /** The words before a name and after the drug before it, if there is one. */
    private String between(String before) {
        int at = 0;
        for (Matcher m = drugs.known().matcher(before); m.find(); ) {
            at = m.end();
        }
        return before.substring(at);
    }

    private String untilNext(String after) {
        List<Integer> ends = new ArrayList<>(List.of(after.length()));
        for (Pattern end : List.of(TURNS, drugs.known())) {
            Matcher m = end.matcher(after);
            if (m.find()) {
                ends.add(m.start());
            }
        }
        return after.substring(0, ends.stream().min(Integer::compare).orElseThrow());
    }
}
