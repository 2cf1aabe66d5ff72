package io.chartside.server.ai;

import io.chartside.scribe.Scribe;
import io.chartside.scribe.Visit;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.identifier.Redaction;
import io.chartside.server.tenancy.AiOperation;
import java.util.Optional;

/** A note of a visit: the utterances leave, and the draft is what the visit bears out. */
record NoteTask(Scribe scribe, DraftRequest request) implements ModelTask<Draft> {
    @Override
    public AiOperation operation() {
        return AiOperation.DRAFT_NOTE;
    }

    @Override
    public boolean mayLeave() {
        return request.mayLeave();
    }

    @Override
    public String prompt() {
        return NotePrompt.identity();
    }

    @Override
    public Asked<Draft> asked(Redaction redaction) {
        Visit visit = request.visit();
        Visit shown = scribe.shown(visit);
        Redacted redacted =
                redaction.redact(shown.transcript(), request.identifiers().get());
        NoteAnswer answer = new NoteAnswer(shown.transcript(), redacted);
        return new Asked<>(
                NotePrompt.of(visit.template(), redacted.transcript()),
                redacted.size(),
                json -> Optional.of(scribe.verified(visit, answer.read(json, visit.template())))
                        .filter(draft -> !draft.note().sections().isEmpty()));
    }

    @Override
    public String toString() {
        return "NoteTask";
    }
}
