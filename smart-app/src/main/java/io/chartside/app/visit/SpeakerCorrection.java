package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Turn;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.r4.model.DocumentReference;
import org.springframework.stereotype.Component;

/** Says who spoke, where the transcript has it wrong. Words, ids and times stay; the note is drafted again when the clinician says so. */
@Component
public class SpeakerCorrection {
    private final VisitReader visits;

    public SpeakerCorrection(VisitReader visits) {
        this.visits = visits;
    }

    /** Clinician becomes patient and patient clinician, in the whole conversation. */
    public boolean swap(RecordClient record, String encounter) {
        return change(record, encounter, turn -> switch (turn.speaker()) {
            case CLINICIAN -> Speaker.PATIENT;
            case PATIENT -> Speaker.CLINICIAN;
            default -> turn.speaker();
        });
    }

    /** @param utterances ids in the record */
    public boolean say(RecordClient record, String encounter, Set<String> utterances, Speaker speaker) {
        return change(record, encounter, turn -> utterances.contains(turn.id()) ? speaker : turn.speaker());
    }

    /** @return whether there is a transcript to correct; a change made elsewhere meanwhile is refused by the record (If-Match) */
    private boolean change(RecordClient record, String encounter, Function<Turn, Speaker> speakers) {
        Optional<DocumentReference> stored = visits.transcriptDocument(record, encounter);
        Optional<DocumentReference> changed =
                stored.flatMap(document -> TranscriptDocument.withSpeakers(document, speakers));
        changed.ifPresent(document -> record.update(document, document.getMeta().getVersionId()));
        return changed.isPresent();
    }
}
