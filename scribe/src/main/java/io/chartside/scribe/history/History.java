package io.chartside.scribe.history;

import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.finding.Finding;
import java.util.List;

/**
 * What the history part of the visit gave.
 *
 * @param introduction sentences that introduce the patient
 * @param lines sentences in the order they were said, each with its salience
 * @param findings symptoms with their polarity, one for each symptom
 */
public record History(List<Statement> introduction, List<Line> lines, List<Finding> findings) {
    public History {
        introduction = List.copyOf(introduction);
        lines = List.copyOf(lines);
        findings = List.copyOf(findings);
    }

    /**
     * One sentence and where it may go.
     *
     * @param clinical whether it names a symptom, a condition, a drug or a matter of the background
     */
    public record Line(
            Statement statement, String said, double salience, boolean clinical, int position, boolean byPatient) {}
}
