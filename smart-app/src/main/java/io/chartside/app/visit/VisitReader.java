package io.chartside.app.visit;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.draft.TranscriptDocument;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;

/** Reads from the record what the page says about the visit. */
@Component
public class VisitReader {
    /** More than any chart shows in a banner. */
    private static final int ALLERGIES = 50;

    private final Clock clock;

    public VisitReader(Clock clock) {
        this.clock = clock;
    }

    /** @param known the patient as just read with the note, which spares a request */
    public PatientBanner patient(RecordClient record, String patient, Optional<Patient> known) {
        List<AllergyIntolerance> allergies = record.all(
                AllergyIntolerance.class,
                SearchParameters.of("patient", "Patient/" + patient).and("_count", "50"),
                ALLERGIES);
        Patient person = known.filter(read -> patient.equals(read.getIdElement().getIdPart()))
                .orElseGet(() -> record.read(Patient.class, patient));
        return Banners.of(person, allergies, LocalDate.now(clock));
    }

    /** @param known the encounter as just read with the note */
    public EncounterLine encounter(RecordClient record, String encounter, Optional<Encounter> known) {
        Encounter visit = known.filter(
                        read -> encounter.equals(read.getIdElement().getIdPart()))
                .orElseGet(() -> record.read(Encounter.class, encounter));
        return Banners.of(visit, clock.getZone());
    }

    /** The newest transcript that the record holds of this encounter; empty when there is none. */
    public TranscriptPane transcript(RecordClient record, String encounter) {
        SearchParameters newest = SearchParameters.of("encounter", "Encounter/" + encounter)
                .and("type", ChartsideFhir.DOCUMENT_TYPE + "|" + ChartsideFhir.VISIT_TRANSCRIPT)
                .and("_sort", "-date")
                .and("_count", "1");
        return record.search(DocumentReference.class, newest).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(DocumentReference.class::isInstance)
                .map(DocumentReference.class::cast)
                .findFirst()
                .flatMap(VisitReader::read)
                .map(TranscriptPane::of)
                .orElse(new TranscriptPane(List.of()));
    }

    private static Optional<Transcript> read(DocumentReference document) {
        return TranscriptDocument.read(document)
                .or(() -> TranscriptDocument.text(document).flatMap(VisitReader::parsed));
    }

    /** A stored text that cannot be read is no reason to refuse the page: another transcript can be given. */
    private static Optional<Transcript> parsed(String text) {
        try {
            return Optional.of(TranscriptParser.parse(text));
        } catch (UnreadableTranscriptException unreadable) {
            return Optional.empty();
        }
    }
}
