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
            "^(?:(?:so|okay|and|now) ?,? ?)*(?:physical exam|on (?:physical )?exam|examination|exam ,)|\\bquick (?:physical )?exam\\b|\\bon your [a-z]+ ?[a-z]* exam\\b|\\bexamine you\\b|\\bvital signs\\b|listen to your");
    private final Map<Phase, List<Pattern>> cues = new EnumMap<>(Phase.class);
    /** Words that begin the plan only once the patient was examined or results were read. */
    private final List<Pattern> planAfterExam = new ArrayList<>();

    Phases(LexiconText text) {
        for (Phase phase : Phase.values()) {
            cues.put(phase, new ArrayList<>());
        }
        for (String[] row : RuleText.rows(text, "discourse/phases.tsv")) {
            (row[0].equals("AFTER_EXAM") ? planAfterExam : cues.get(Phase.valueOf(row[0])))
                    .add(Pattern.compile(row[1].replace("~", "\\b")));
        }
    }

    List<Clause> follow(List<Clause> clauses) {
        List<Clause> out = new ArrayList<>(clauses.size());
        Phase phase = Phase.HISTORY;
        for (Clause clause : clauses) {
            if (clause.clinician()) {
                phase = next(phase, clause);
            }
            out.add(clause.in(phase));
        }
        return out;
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
