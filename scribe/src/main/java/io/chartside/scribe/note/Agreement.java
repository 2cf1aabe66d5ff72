package io.chartside.scribe.note;

import io.chartside.scribe.discourse.Conversation;
import io.chartside.scribe.discourse.Phase;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.wording.NoteWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The patient's agreement with the plan, written only when the patient said so. */
final class Agreement {
    private static final Pattern AGREES = Pattern.compile(
            "^(?:okay|ok|all right|alright|sure|sounds? good|sounds? great|that sounds|yes|yeah|yep|great|perfect|i agree|i understand|that works|i can do that|you got it|will do|i will|absolutely|got it|good|fine|mm-hmm|works for me)\\b",
            Pattern.CASE_INSENSITIVE);

    private Agreement() {}

    static Optional<Statement> of(Transcript transcript, Conversation conversation, NoteWords words) {
        int planBegins = conversation.clauses().stream()
                .filter(c -> c.clinician() && c.phase() == Phase.PLAN)
                .mapToInt(c -> c.turn())
                .findFirst()
                .orElse(-1);
        if (planBegins < 0) {
            return Optional.empty();
        }
        List<Evidence> evidence = new ArrayList<>();
        for (Turn turn : transcript.turns()) {
            Speaker speaker = conversation.roles().speakers().get(turn.index());
            if (turn.index() > planBegins
                    && speaker != Speaker.CLINICIAN
                    && AGREES.matcher(turn.text()).find()
                    && evidence.size() < 3) {
                evidence.add(new Evidence.Said(
                        turn.index(), turn.id(), 0, turn.text().length()));
            }
        }
        return evidence.isEmpty() ? Optional.empty() : Optional.of(new Statement(words.of("plan.agreement"), evidence));
    }
}
