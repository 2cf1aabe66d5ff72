package io.chartside.scribe.discourse;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns in which the clinician dictates about the patient instead of speaking to them. Dictation leaves out what a reader
 * supplies: subjects, articles, verbs.
 */
public final class Dictation {
    private static final Pattern ADDRESSED = Pattern.compile("\\b(?:you|your|yours|yourself)\\b");
    private static final Pattern ABOUT = Pattern.compile("\\b(?:she|he|her|his|him|the patient|patient|patient's)\\b");
    private static final Pattern BEGINS = Pattern.compile(
            "^(?:[a-z]+ ,? ?){0,3}?(?:assessment and (?:the |my )?plan|assessment|impression|physical exam(?:ination)?|results|plan)(?: is| for)?(?: ,)?$"
                    + "|^(?:chief complaint|history of (?:the )?present illness|assessment|impression|plan|(?:physical )?exam(?:ination)?) : ");

    private Dictation() {}

    /** Indices of those turns. */
    public static Set<Integer> turns(List<Clause> clauses) {
        Set<Integer> dictated = new HashSet<>();
        boolean going = false;
        int from = 0;
        while (from < clauses.size()) {
            int turn = clauses.get(from).turn();
            int to = from;
            boolean addressed = false;
            boolean about = false;
            boolean begins = false;
            while (to < clauses.size() && clauses.get(to).turn() == turn) {
                Clause clause = clauses.get(to++);
                addressed |= ADDRESSED.matcher(clause.text()).find() || clause.question();
                about |= ABOUT.matcher(clause.text()).find();
                begins |= BEGINS.matcher(clause.text()).find();
            }
            boolean clinician = clauses.get(from).clinician();
            going = clinician && !addressed && (going || about || begins);
            if (going) {
                dictated.add(turn);
            }
            from = to;
        }
        return dictated;
    }
}
