package io.chartside.scribe.discourse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Follows the visit from history to exam, results and plan by what the clinician announces. */
final class Phases {
    private static final Pattern STRONG_EXAM = Pattern.compile(
            "^(?:(?:so|okay|and|now) ?,? ?)*(?:physical exam|on (?:physical )?exam|examination|exam [,:])|\\bquick (?:physical )?exam\\b|\\bon your [a-z]+ ?[a-z]* exam\\b|\\bexamine you\\b|\\bvital signs\\b|listen to your");
    /** Findings that run on without a full stop or a verb are several, and a beginning by themselves. */
    private static final String FOUND =
            "\\b(?:tender|tenderness|nontender|swelling|bruising|redness|straight leg|reflexes|strength|flexion|extension|abduction|rotation|range of motion|murmur|heart is regular|lungs (?:are )?clear|clear lungs|(?:belly|abdomen) (?:is )?soft|edema|pulses?|no rash|pitting|warmth|crackles|wheez(?:es|ing)|symmetric|red reflex|fontanelle|gait|effusion|breath sounds|eardrums?|ear drums?)\\b";

    private static final Pattern SIGNS = Pattern.compile(FOUND + ".*" + FOUND + ".*" + FOUND);

    private final Openings openings;

    Phases(Openings openings) {
        this.openings = openings;
    }

    List<Clause> follow(List<Clause> clauses) {
        List<Clause> out = new ArrayList<>(clauses.size());
        Phase phase = Phase.HISTORY;
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (clause.clinician()) {
                Phase next = next(phase, clause);
                phase = next == Phase.HISTORY && findsTwice(clauses, i) ? Phase.EXAM : next;
            }
            out.add(clause.in(phase));
        }
        return out;
    }

    private boolean findsTwice(List<Clause> clauses, int from) {
        int turn = clauses.get(from).turn();
        int found = 0;
        for (int i = from;
                i < clauses.size()
                        && clauses.get(i).turn() == turn
                        && clauses.get(i).clinician();
                i++) {
            if (sign(clauses.get(i))) {
                found++;
                found += SIGNS.matcher(clauses.get(i).text()).find() ? 1 : 0;
            } else if (i == from) {
                return false;
            }
        }
        return found > 1;
    }

    private boolean sign(Clause clause) {
        return !clause.question()
                && (openings.are("SIGN", clause.text())
                        || SIGNS.matcher(clause.text()).find());
    }

    private Phase next(Phase phase, Clause clause) {
        if (openings.open(Phase.PLAN, clause.text())
                || (phase == Phase.EXAM || phase == Phase.RESULTS)
                        && !clause.question()
                        && openings.are("AFTER_EXAM", clause.text())) {
            return Phase.PLAN;
        }
        if (openings.open(Phase.RESULTS, clause.text()) && !clause.question()) {
            return Phase.RESULTS;
        }
        if (openings.open(Phase.EXAM, clause.text())
                && (phase != Phase.PLAN || STRONG_EXAM.matcher(clause.text()).find())) {
            return Phase.EXAM;
        }
        if (phase == Phase.EXAM && openings.open(Phase.HISTORY, clause.text())) {
            return Phase.HISTORY;
        }
        return phase;
    }
}
