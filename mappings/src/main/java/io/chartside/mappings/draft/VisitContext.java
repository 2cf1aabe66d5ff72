package io.chartside.mappings.draft;

import io.chartside.scribe.transcript.Transcript;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;

/**
 * The visit that a draft belongs to, as the resources of the draft refer to it.
 *
 * @param practitioner who will review it; unknown on the command line
 * @param coverage whom the claim would go to; unknown until billing adds it
 * @param at when the draft was made
 * @param transcriptDocument reference to the stored transcript; empty makes the bundle carry the transcript itself
 * @param patientKind decides the family of the E/M code
 */
public record VisitContext(
        Reference patient,
        Optional<Reference> encounter,
        Optional<Reference> practitioner,
        Optional<Reference> coverage,
        Instant at,
        Transcript transcript,
        Optional<Reference> transcriptDocument,
        PatientKind patientKind) {
    public VisitContext {
        Objects.requireNonNull(patient);
        Objects.requireNonNull(encounter);
        Objects.requireNonNull(practitioner);
        Objects.requireNonNull(coverage);
        Objects.requireNonNull(at);
        Objects.requireNonNull(transcript);
        Objects.requireNonNull(transcriptDocument);
        Objects.requireNonNull(patientKind);
    }

    /** Whether the practice saw the patient within the last three years; office E/M codes differ by it. */
    public enum PatientKind {
        NEW,
        ESTABLISHED,
        UNKNOWN
    }

    @Override
    public String toString() {
        return "VisitContext of " + transcript;
    }
}
