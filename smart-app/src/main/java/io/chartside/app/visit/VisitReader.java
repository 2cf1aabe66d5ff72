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

    public Patient patient(RecordClient record, String patient) {
        return record.read(Patient.class, patient);
    }

    /** The chart's allergies, for the banner. */
    public List<AllergyIntolerance> allergies(RecordClient record, String patient) {
        return record.all(
                AllergyIntolerance.class,
                SearchParameters.of("patient", "Patient/" + patient).and("_count", "50"),
                ALLERGIES);
    }

    public PatientBanner banner(Patient patient, List<AllergyIntolerance> allergies) {
        return Banners.of(patient, allergies, LocalDate.now(clock));
    }

    public EncounterLine encounter(RecordClient record, String encounter) {
        return Banners.of(record.read(Encounter.class, encounter), clock.getZone());
    }

    /** The newest transcript that the record holds of this encounter; empty when there is none. */
    public TranscriptPane transcript(RecordClient record, String encounter) {
        return transcriptDocument(record, encounter)
                .flatMap(VisitReader::read)
                .map(TranscriptPane::of)
                .orElse(new TranscriptPane(List.of()));
    }

    Optional<DocumentReference> transcriptDocument(RecordClient record, String encounter) {
        SearchParameters newest = SearchParameters.of("encounter", "Encounter/" + encounter)
                .and("type", ChartsideFhir.DOCUMENT_TYPE + "|" + ChartsideFhir.VISIT_TRANSCRIPT)
                .and("_sort", "-date")
                .and("_count", "1");
        return record.search(DocumentReference.class, newest).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(DocumentReference.class::isInstance)
                .map(DocumentReference.class::cast)
                .findFirst();
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
