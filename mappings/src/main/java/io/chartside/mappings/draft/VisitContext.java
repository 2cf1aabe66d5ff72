package io.chartside.mappings.draft;

import io.chartside.scribe.transcript.Transcript;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Reference;

/**
 * The visit that a draft belongs to, as the resources of the draft refer to it.
 *
 * @param practitioner who will review it; unknown on the command line
 * @param coverage whom the claim would go to; unknown until billing adds it
 * @param at when the draft was made
 * @param serviced the day of the visit, where it took place: what is charged for bears it, whenever it was drafted
 * @param transcriptDocument reference to the stored transcript; empty makes the bundle carry the transcript itself
 * @param patientKind decides the family of the E/M code
 */
public record VisitContext(
        Reference patient,
        Optional<Reference> encounter,
        Optional<Reference> practitioner,
        Optional<Reference> coverage,
        Instant at,
        LocalDate serviced,
        Transcript transcript,
        Optional<Reference> transcriptDocument,
        PatientKind patientKind) {
    private static final String DAY = "yyyy-mm-dd";

    public VisitContext {
        Objects.requireNonNull(patient);
        Objects.requireNonNull(encounter);
        Objects.requireNonNull(practitioner);
        Objects.requireNonNull(coverage);
        Objects.requireNonNull(at);
        Objects.requireNonNull(serviced);
        Objects.requireNonNull(transcript);
        Objects.requireNonNull(transcriptDocument);
        Objects.requireNonNull(patientKind);
    }

    /**
     * The day that {@code Encounter.period.start} names by its own offset; where it is told in UTC, as many EHRs do whatever their
     * place, the day that it was in the zone.
     *
     * @param otherwise stands for a start that names no day
     */
    public static LocalDate serviced(Encounter encounter, Instant otherwise, ZoneId zone) {
        DateTimeType start = encounter.getPeriod().getStartElement();
        String told = start.getValueAsString();
        if (told == null || told.length() < DAY.length()) {
            return otherwise.atZone(zone).toLocalDate();
        }
        return told.matches(".*T.*(Z|[+-]00:00)")
                ? start.getValue().toInstant().atZone(zone).toLocalDate()
                : LocalDate.parse(told.substring(0, DAY.length()));
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
