package io.chartside.scribe.discourse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A drug that the clinician orders and takes back in the same breath of the plan, since the patient told of a reason against
 * it: "let's start propranolol", "I have asthma", "then not propranolol". It is no order and no part of the plan.
 */
public final class TakenBack {
    private static final Pattern ORDERED = Pattern.compile(
            "\\b(?:start\\w*|begin|try|prescrib\\w+|give|giving|put|do|add|adding|send|use|go with)\\b");
    private static final String NOT =
            "^(?:(?:okay|so|well|then|right|and|oh|no|good|actually|,) )*(?:not|no|never mind|forget|skip|scratch|let us not (?:do|use|start|give you|try)|(?:we|i) will not (?:do|use|start|give you|prescribe))(?: (?:the|on|with|about))* ";
    private static final String ENDS = "\\b(?! (?:with|if|while|for|before|after|until|more|again|when|at|on|in|\\d))";

    private TakenBack() {}

    /**
     * The clauses without those whose order is taken back later.
     *
     * @param drug the names of drugs
     */
    public static List<Clause> leftOut(List<Clause> clauses, Pattern drug) {
        List<Clause> standing = new ArrayList<>(clauses);
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            Matcher named = drug.matcher(clause.text());
            while (plans(clause) && named.find()) {
                String name = named.group();
                if (Pattern.compile(NOT + Pattern.quote(name) + ENDS)
                        .matcher(clause.text())
                        .find()) {
                    standing.removeAll(clauses.subList(0, i).stream()
                            .filter(before -> plans(before)
                                    && before.text().contains(name)
                                    && ORDERED.matcher(before.text()).find())
                            .toList());
                }
            }
        }
        return standing;
    }

    private static boolean plans(Clause clause) {
        return clause.clinician() && !clause.question() && clause.phase() == Phase.PLAN;
    }
}
