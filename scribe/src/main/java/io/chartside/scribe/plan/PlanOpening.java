package io.chartside.scribe.plan;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Openings;
import io.chartside.scribe.discourse.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the plan begins that nobody announces: what the clinician takes the matter for, said right before the first order,
 * belongs to it; and in a visit in which nothing announces a plan at all, the first order begins it.
 */
public final class PlanOpening {
    /** How far before the plan a diagnosis may stand, in clauses of the clinician. */
    private static final int FARTHEST = 10;
    /** After an order a clinician asks this little about the history: allergies, the pharmacy. */
    private static final int QUESTIONS_AFTER = 2;
    /** A patient's word of assent does not part the clinician's thoughts. */
    private static final int LONGEST_ASSENT = 4;

    private final Openings openings;
    private final ProblemNames problems;
    private final Telegrams telegrams;
    /** "let's do amoxicillin": whatever the verb, what is named is a drug. */
    private final Pattern drug;

    public PlanOpening(Openings openings, ProblemNames problems, Telegrams telegrams) {
        this.openings = openings;
        drug = Pattern.compile(
                "^(?:(?:so|and|okay|well|then|now|,) )*(?:let us|(?:i|we) will|i (?:want|would like) (?:you|him|her) on)"
                        + "(?: [a-z]+){0,3} "
                        + telegrams.drug());
        this.problems = problems;
        this.telegrams = telegrams;
    }

    /** The same clauses, those of such a beginning in {@link Phase#PLAN}. */
    public Conversation found(Conversation conversation) {
        List<Clause> clauses = conversation.clauses();
        int plan = announced(clauses);
        boolean silent = plan == clauses.size();
        if (silent) {
            plan = firstOrder(clauses);
        }
        List<Clause> out = new ArrayList<>(clauses);
        for (int i : thoughts(clauses, plan)) {
            out.set(i, clauses.get(i).in(Phase.PLAN));
        }
        for (int i = examined(clauses); i > 0 && i < plan; i++) {
            Clause clause = clauses.get(i);
            if (clause.clinician()
                    && !clause.question()
                    && (openings.are("ORDER", clause.text()) && !openings.are("LEADS_ON", clause.text())
                            || concludes(clauses, i)
                            || advises(clause))) {
                out.set(i, clause.in(Phase.PLAN));
            }
        }
        if (silent) {
            for (int i = plan; i < clauses.size(); i++) {
                out.set(i, clauses.get(i).in(Phase.PLAN));
            }
        }
        return new Conversation(out, conversation.roles());
    }

    private static int announced(List<Clause> clauses) {
        int i = 0;
        while (i < clauses.size() && clauses.get(i).phase() != Phase.PLAN) {
            i++;
        }
        return i;
    }

    private int firstOrder(List<Clause> clauses) {
        int questions = 0;
        int first = clauses.size();
        int examined = examined(clauses);
        for (int i = clauses.size() - 1; i >= examined && questions <= QUESTIONS_AFTER; i--) {
            Clause clause = clauses.get(i);
            if (clause.clinician() && clause.question()) {
                questions++;
            } else if (concludes(clauses, i)) {
                first = i;
            } else if (clause.clinician() && (orders(clause) || clause.phase() != Phase.HISTORY && advises(clause))) {
                first = i;
            }
        }
        return first;
    }

    /** Where the exam begins, whose plan comes behind it. */
    private static int examined(List<Clause> clauses) {
        for (int i = 0; i < clauses.size(); i++) {
            if (clauses.get(i).phase() == Phase.EXAM) {
                return i;
            }
        }
        return 0;
    }

    /** The history tells of doses too: there only the bidding is an order. */
    private boolean ordersBefore(Clause clause) {
        return orders(clause) && (clause.phase() != Phase.HISTORY || openings.are("ORDER", clause.text()));
    }

    /** "omeprazole , 20 mg , before breakfast for 8 weeks", "flu shot today", once the patient is examined. */
    private boolean advises(Clause clause) {
        return !clause.question()
                && !openings.are("SIGN", clause.text())
                && telegrams.kind(clause.text()).isPresent();
    }

    private boolean orders(Clause clause) {
        return (openings.are("ORDER", clause.text())
                        || openings.are("DOSAGE", clause.text())
                        || drug.matcher(clause.text()).find())
                && !openings.are("LEADS_ON", clause.text());
    }

    /** What the examined patient has: "this is conjunctivitis". */
    private boolean concludes(List<Clause> clauses, int i) {
        Clause clause = clauses.get(i);
        return clause.clinician()
                && (clause.phase() == Phase.EXAM || clause.phase() == Phase.HISTORY)
                && (openings.are("CONCLUDED", clause.text())
                                && problems.diagnosed(clause.text()).isPresent()
                        || problems.bare(clause.text()).isPresent())
                && clauses.subList(0, i).stream().anyMatch(c -> c.clinician() && c.phase() == Phase.EXAM);
    }

    /** What is thought right before the plan; without a plan, what is thought at the end. */
    private List<Integer> thoughts(List<Clause> clauses, int plan) {
        List<Integer> thoughts = new ArrayList<>();
        int seen = 0;
        for (int i = plan - 1; i >= 0 && seen < FARTHEST; i--) {
            Clause clause = clauses.get(i);
            if (clause.clinician() && clause.question()
                    || !clause.clinician() && clause.words().size() > LONGEST_ASSENT) {
                return thoughts;
            }
            if (clause.clinician()) {
                seen++;
                if (thought(clause) || ordersBefore(clause)) {
                    thoughts.add(i);
                }
            }
        }
        return thoughts;
    }

    /** While results are read out, "consistent with" and "this looks like" are of the reading. */
    private boolean thought(Clause clause) {
        if (openings.are("THRIVING", clause.text())
                || openings.are("JUDGED", clause.text()) && problems.names(ProblemNames.pressure(clause.text()))) {
            return clause.phase() != Phase.PLAN;
        }
        return switch (clause.phase()) {
            case HISTORY, EXAM ->
                openings.are("THOUGHT", clause.text())
                        || problems.diagnosed(clause.text()).isPresent();
            case RESULTS ->
                openings.are("OWN", clause.text())
                        && problems.diagnosed(clause.text()).isPresent();
            case PLAN -> false;
        };
    }
}
