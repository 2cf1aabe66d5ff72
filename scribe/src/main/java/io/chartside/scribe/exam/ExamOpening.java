package io.chartside.scribe.exam;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The exam of a visit in which nothing announces one: what the clinician tells of the body as one who sees, hears or feels it. */
public final class ExamOpening {
    private static final Pattern SEEN = Pattern.compile(
            "^(?:(?:okay|so|and|well|alright|all right|now|but|yeah|yes|,) ?)*(?:there (?:is|are)|i (?:do |can |am |still )*(?:not )?(?:see|seeing|hear|hearing|feel|feeling|appreciate|notice)\\b|(?:your|the|her|his|both|these|those|this|that)? ?(?:[a-z]+ ){1,4}(?:is|are|looks?|sounds?|feels?|has|have)\\b|you (?:are|have|have got|do have) (?:still |a little |some |very |quite |really |a bit )*(?:tender|tenderness|wheez|swelling|bruis|crackles|swollen|red|warm|edema|a rash|an effusion|fluid|a murmur)|no \\b|tender\\b|tenderness\\b|(?:mild|moderate|some|slight) |(?:(?:bright|dark|red|pink|small|large|little|diffuse|scattered|dry|scaly|swollen) )+[a-z]+ (?:in|on|over|along|with|around|and)\\b|(?:[a-z]+ )?\\d+(?:\\.\\d+)? (?:cm|centimeters?|mm|millimeters?|inch(?:es)?) )");
    /** What is told again of the patient's own account, or of another day. */
    private static final Pattern ACCOUNT = Pattern.compile(
            "\\b(?:you (?:said|say|mentioned|told|noticed|had|were|described|feel|felt|get|got|are having|have been|have had)|since|ago|last (?:time|week|month|year|visit)|before|when you|if you|history|used to|sometimes|at home|at night|would|could|might|should|will|going to|because|x-rays?|mri|ct|scan|ultrasound)\\b");

    private final ExamSection exam;

    public ExamOpening(ExamSection exam) {
        this.exam = exam;
    }

    /** The same clauses, such findings in {@link Phase#EXAM}; the conversation itself where an exam is announced. */
    public Conversation found(Conversation conversation) {
        List<Clause> clauses = conversation.clauses();
        if (clauses.stream().anyMatch(clause -> clause.phase() == Phase.EXAM)) {
            return conversation;
        }
        List<Clause> out = new ArrayList<>(clauses.size());
        boolean asked = false;
        for (Clause clause : clauses) {
            boolean found = asked
                    && clause.clinician()
                    && !clause.question()
                    && clause.phase() == Phase.HISTORY
                    && SEEN.matcher(clause.text()).find()
                    && !ACCOUNT.matcher(clause.text()).find()
                    && exam.tells(clause.text());
            out.add(found ? clause.in(Phase.EXAM) : clause);
            asked |= clause.clinician() && clause.question();
        }
        return new Conversation(out, conversation.roles());
    }
}
