package io.chartside.scribe.order;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is said to be done with a drug ({@code medication/changes.tsv}). Talk of what could be done, of what would be done under a
 * condition, and of what is taken already does nothing.
 */
public final class Changes {
    private static final Pattern NEGATED =
            Pattern.compile("\\b(?:not|no need to|without|avoid|against|never|hold off(?: on)?)\\b");
    private static final int NEGATION_REACH = 24;
    /** May be bidden for a case ("if it hurts, take ibuprofen") or allowed ("you may take it"). */
    private static final Pattern BIDDEN = Pattern.compile("take|use|apply|continu\\w+");

    private static final Pattern TAKEN = Pattern.compile("take|use|start(?:ed)?|began|begin");
    private static final Pattern ALLOWED =
            Pattern.compile("\\bmay (?:(?:also|still|always|then|just) )*(?:continue (?:to )?)?$");

    private final List<Words> ordered = new ArrayList<>();
    private final List<Words> said = new ArrayList<>();
    private final Map<String, Pattern> talk = new HashMap<>();

    private record Words(Change change, Pattern words) {}

    public Changes(LexiconText text) {
        for (String[] row : RuleText.rows(text, "medication/changes.tsv")) {
            Pattern words = Pattern.compile(row[2].replace("~", "\\b"));
            switch (row[1]) {
                case "ordered" -> ordered.add(new Words(Change.valueOf(row[0]), words));
                case "said" -> said.add(new Words(Change.valueOf(row[0]), words));
                default -> talk.put(row[0], words);
            }
        }
    }

    /**
     * The last that is said to be done before a drug is named; none when the drug is only talked about.
     *
     * @param before the words of the clause before the name
     */
    public Optional<Change> before(String before) {
        Change change = null;
        String verb = "";
        int at = -1;
        for (Words action : ordered) {
            for (Matcher m = action.words().matcher(before); m.find(); ) {
                if (m.start() > at) {
                    at = m.start();
                    verb = m.group();
                    change = action.change();
                }
            }
        }
        if (change == null || isTalk(before, at, verb)) {
            return Optional.empty();
        }
        return isNegated(change, before, at) ? Optional.empty() : Optional.of(change);
    }

    /** What the words of a sentence may say to be done, wherever the drug stands in it. */
    public Set<Change> said(String sentence) {
        Set<Change> changes = EnumSet.noneOf(Change.class);
        for (Words action : said) {
            for (Matcher m = action.words().matcher(sentence); m.find(); ) {
                if (!isTalk(sentence.substring(0, m.end()), m.start(), m.group())
                        && !isNegated(action.change(), sentence, m.start())) {
                    changes.add(action.change());
                }
            }
        }
        return changes;
    }

    private static boolean isNegated(Change change, String text, int at) {
        return change != Change.STOP
                && NEGATED.matcher(text.substring(Math.max(0, at - NEGATION_REACH), at))
                        .find();
    }

    private boolean isTalk(String before, int at, String verb) {
        String leading = before.substring(0, at);
        int decided = 0;
        for (Matcher m = talk.get("decided").matcher(leading); m.find(); ) {
            decided = m.end();
        }
        boolean bidden = BIDDEN.matcher(verb).matches();
        return talk.get("weighed").matcher(before.substring(decided)).find()
                || talk.get("may").matcher(leading).find()
                        && !(bidden && ALLOWED.matcher(leading).find())
                || !bidden && talk.get("condition").matcher(leading).find()
                || TAKEN.matcher(verb).matches()
                        && talk.get("told").matcher(leading).find();
    }
}
