package io.chartside.scribe.exam;

import io.chartside.scribe.discourse.Clause;
import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Openings;
import io.chartside.scribe.discourse.Phase;
import java.util.ArrayList;
import java.util.List;

/** The exam of a visit in which nothing announces one: what the clinician tells of the body as one who sees, hears or feels it. */
public final class ExamOpening {
    private final Openings openings;
    private final ExamSection exam;

    public ExamOpening(Openings openings, ExamSection exam) {
        this.openings = openings;
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
                    && openings.are("SEEN", clause.text())
                    && !openings.are("ACCOUNT", clause.text())
                    && exam.tells(clause.text());
            out.add(found ? clause.in(Phase.EXAM) : clause);
            asked |= clause.clinician() && clause.question();
        }
        return new Conversation(out, conversation.roles());
    }
}
