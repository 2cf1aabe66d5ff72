package io.chartside.scribe.discourse;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Follows the visit from history to exam, results and plan by what the clinician announces. */
final class Phases {
    private static final Pattern STRONG_EXAM = Pattern.compile(
            "^(?:(?:so|okay|and|now) ?,? ?)*(?:physical exam|on (?:physical )?exam|examination|exam [,:])|\\bquick (?:physical )?exam\\b|\\bon your [a-z]+ ?[a-z]* exam\\b|\\bexamine you\\b|\\bvital signs\\b|listen to your");
    private final Map<Phase, List<Pattern>> cues = new EnumMap<>(Phase.class);
    /** Words that begin the plan only once the patient was examined or results were read. */
    private final List<Pattern> planAfterExam = new ArrayList<>();
    /** What only an examiner finds: two of them in a turn begin the exam that nobody announced. */
    private final List<Pattern> signs = new ArrayList<>();

    Phases(LexiconText text) {
        for (Phase phase : Phase.values()) {
            cues.put(phase, new ArrayList<>());
        }
        for (String[] row : RuleText.rows(text, "discourse/phases.tsv")) {
            List<Pattern> those = switch (row[0]) {
                case "AFTER_EXAM" -> planAfterExam;
                case "SIGN" -> signs;
                default -> cues.get(Phase.valueOf(row[0]));
            };
            those.add(Pattern.compile(row[1].replace("~", "\\b")));
        }
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
            } else if (i == from) {
                return false;
            }
        }
        return found > 1;
    }

    private boolean sign(Clause clause) {
        return !clause.question()
                && signs.stream().anyMatch(sign -> sign.matcher(clause.text()).find());
    }

    private Phase next(Phase phase, Clause clause) {
        if (cued(Phase.PLAN, clause.text())
                || (phase == Phase.EXAM || phase == Phase.RESULTS)
                        && !clause.question()
                        && planAfterExam.stream()
                                .anyMatch(cue -> cue.matcher(clause.text()).find())) {
            return Phase.PLAN;
        }
        if (cued(Phase.RESULTS, clause.text()) && !clause.question()) {
            return Phase.RESULTS;
        }
        if (cued(Phase.EXAM, clause.text())
                && (phase != Phase.PLAN || STRONG_EXAM.matcher(clause.text()).find())) {
            return Phase.EXAM;
        }
        if (phase == Phase.EXAM && cued(Phase.HISTORY, clause.text())) {
            return Phase.HISTORY;
        }
        return phase;
    }

    private boolean cued(Phase phase, String text) {
        for (Pattern cue : cues.get(phase)) {
            if (cue.matcher(text).find()) {
                return true;
            }
        }
        return false;
    }
}
