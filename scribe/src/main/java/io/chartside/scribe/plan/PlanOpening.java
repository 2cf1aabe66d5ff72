package io.chartside.scribe.plan;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
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
    private static final int FARTHEST = 4;
    /** After an order a clinician asks this little about the history: allergies, the pharmacy. */
    private static final int QUESTIONS_AFTER = 2;
    /** A patient's word of assent does not part the clinician's thoughts. */
    private static final int LONGEST_ASSENT = 4;

    private static final String LEAD = "^(?:(?:okay|so|well|and|then|now|but|all right|alright|good|great|,) ?)*";
    private static final Pattern THOUGHT = Pattern.compile(
            LEAD
                    + "(?:i (?:do |really )?(?:think|believe|suspect)(?! i| we (?:can|could|should)| you (?:can|could|should))|i am (?:worried|concerned) (?:about|for|that)|my impression|(?:(?:this|that|it|these) )?(?:really |all )?(?:looks?|sounds?|seems?|fits?)\\b|(?:that|this|it) (?:can|could|may|might|would) be (?:from|because|due|related|a side effect|caused))");
    private static final Pattern JUDGED = Pattern.compile(
            LEAD
                    + "(?:(?:your|her|his|the) )?(?:[a-z0-9]+ ){1,4}(?:is|are|looks?|seems?|has been) (?:[a-z]+ )?(?:improv\\w+|stable|(?:well |poorly |not )?controlled|under (?:good )?control|better|worse|worsening|at goal|not at goal|doing (?:well|better|great))\\b");
    private static final Pattern CONCLUDED = Pattern.compile(
            LEAD
                    + "(?:(?:this|that|it|these) (?:is|are|looks?|sounds?|seems?)|(?:you|he|she) (?:have|has)|i (?:do )?(?:think|believe|suspect))\\b");
    /** "she is growing well". */
    private static final Pattern THRIVING = Pattern.compile(
            LEAD
                    + "(?:you|he|she|baby|the baby) (?:is|are) (?:growing|developing|gaining (?:weight )?|healing) ?(?:very |really )?(?:well|great|normally|nicely|on track)\\b");

    private static final Pattern OWN = Pattern.compile(
            "^(?:(?:okay|well|and|now|,) ?)*(?:so\\b|i (?:do )?(?:think|believe|suspect)\\b|my impression)");
    private static final Pattern ORDER = Pattern.compile(
            LEAD
                    + "(?:(?:(?:i|we) (?:will|would|should|need to|can|could|want to|would like to|am going to|are going to)|let us|you should|you need to|you can|i (?:want|would like|need) you to|go ahead and|please|try to) (?:also |just |then |go ahead and |have you |get you to |first )*)?"
                    + "(?:(?:i am|we are) (?:giving|starting|prescribing|ordering|sending|referring|putting|stopping|increasing|adding)|order|check|recheck|repeat|get (?:an?|some|the|you an?|you some|your|another)|obtain|do (?:an?|the|some|your)|put in|numb|close|suture|irrigate|set (?:you|him|her|up)|go (?:back|up|down)|wash your|work on|go to (?:the|labor)|send|schedule|draw|run (?:an?|some)|start|begin|stop|continue|keep (?:taking|on|the|up|your|it)|increase|decrease|lower|raise|double|prescribe|refill|refer|give you|give (?:him|her)|put you on|add|switch|change your|take (?:the|your|an?|one|two|it|ibuprofen|tylenol|\\d)|treat|inject|see (?:you|him|her) (?:back|again|in)|come back|follow up|drink|rest (?:it|the|your)|ice (?:it|the|your)|apply|elevate\\b|ice ,|wear (?:the|an?|your)|avoid|use (?:the|an?|your|some))\\b");
    /** "ibuprofen 600 every 8 hours": a drug's dose and how often. */
    private static final Pattern DOSAGE = Pattern.compile(
            "\\b\\d+(?:\\.\\d+)? ?(?:mg |milligrams |mcg |units |puffs? |tablets? |ml )?(?:every|once|twice|(?:one|two|three|four|2|3|4) times|daily|at night|at bedtime|as needed|for (?:\\d+|five|seven|ten) days)\\b"
                    + "|\\b(?:drops?|cream|ointment|gel|spray|inhaler|tablets?|patch) (?:once|twice|(?:two|three|four|2|3|4) times|every|daily|at (?:night|bedtime)|as needed)\\b");
    /** What sounds like an order and only leads on with the visit. */
    private static final Pattern LEADS_ON = Pattern.compile(
            "\\b(?:get (?:you )?(?:started|settled|to know|a (?:quick |good )?(?:look|listen))|check (?:out |on )?(?:your|the|you|her|his) (?:blood pressure|vitals?|heart|lungs|ears?|throat|knee|back|belly|abdomen|reflexes|chart|record)|take a (?:deep|seat|big|breath|look|listen)|exam(?:ination)?\\b|do a (?:quick |full )?check|use the (?:computer|scribe)|start (?:by|with|off|over|recording))\\b");

    private final ProblemNames problems;

    public PlanOpening(ProblemNames problems) {
        this.problems = problems;
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
        for (int i = clauses.size() - 1; i >= 0 && questions <= QUESTIONS_AFTER; i--) {
            Clause clause = clauses.get(i);
            if (clause.clinician() && clause.question()) {
                questions++;
            } else if (concludes(clauses, i)) {
                first = i;
            } else if (clause.clinician() && orders(clause)) {
                first = i;
            }
        }
        return first;
    }

    /** The history tells of doses too: there only the bidding is an order. */
    private static boolean ordersBefore(Clause clause) {
        return orders(clause)
                && (clause.phase() != Phase.HISTORY
                        || ORDER.matcher(clause.text()).find());
    }

    private static boolean orders(Clause clause) {
        return (ORDER.matcher(clause.text()).find()
                        || DOSAGE.matcher(clause.text()).find())
                && !LEADS_ON.matcher(clause.text()).find();
    }

    /** What the examined patient has: "this is conjunctivitis". */
    private boolean concludes(List<Clause> clauses, int i) {
        Clause clause = clauses.get(i);
        return clause.clinician()
                && (clause.phase() == Phase.EXAM || clause.phase() == Phase.HISTORY)
                && CONCLUDED.matcher(clause.text()).find()
                && problems.diagnosed(clause.text()).isPresent()
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
        if (THRIVING.matcher(clause.text()).find()
                || JUDGED.matcher(clause.text()).find() && problems.names(ProblemNames.pressure(clause.text()))) {
            return clause.phase() != Phase.PLAN;
        }
        return switch (clause.phase()) {
            case HISTORY, EXAM ->
                THOUGHT.matcher(clause.text()).find()
                        || problems.diagnosed(clause.text()).isPresent();
            case RESULTS ->
                OWN.matcher(clause.text()).find()
                        && problems.diagnosed(clause.text()).isPresent();
            case PLAN -> false;
        };
    }
}
