package io.chartside.app.review;

import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/**
 * Instructions for the patient, letters and summaries: drafted by the record of the visit's note and the chart, edited and
 * signed like a note. Each is a document of its own; signing one signs its words and nothing of the visit.
 */
@Component
public class ChartDocuments {
    /** More than anybody drafts of one visit. */
    private static final String MOST = "20";

    private final Drafts notes;
    private final Clock clock;

    public ChartDocuments(Drafts notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    /**
     * A document of this kind, of one patient's visit.
     *
     * @param patient logical id in the record
     * @param encounter logical id in the record
     */
    public record Subject(DocumentKind kind, String patient, String encounter) {}

    /** The newest of the visit, whether still a draft or signed. */
    public Optional<StoredDraft> newest(RecordClient record, Subject subject) {
        SearchParameters all = SearchParameters.of("patient", "Patient/" + subject.patient())
                .and("type", ChartsideFhir.LOINC + "|" + subject.kind().loinc())
                .and("_sort", "-date")
                .and("_count", MOST);
        if (subject.kind().ofTheNote()) {
            Optional<String> note = notes.newestId(record, subject.encounter());
            if (note.isEmpty()) {
                return Optional.empty();
            }
            all.and("related-ref", "Composition/" + note.get());
        }
        return record.search(Composition.class, all).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .filter(ChartDocuments::isOurs)
                .map(found -> found.getIdElement().getIdPart())
                .findFirst()
                .map(id -> notes.read(record, id));
    }

    /**
     * Lets the record draft one; an earlier one stays in the record.
     *
     * @param words {@code recipient} and {@code reason} of a letter; blank ones are left out
     */
    public void make(RecordClient record, Subject subject, String recipient, String reason) {
        Parameters input = new Parameters();
        if (subject.kind() == DocumentKind.LETTER) {
            given(input, "recipient", recipient);
            given(input, "reason", reason);
        }
        record.operation(subject.kind().path(subject.patient(), subject.encounter()), input, Bundle.class);
    }

    /** For changes of one: the same rules as for a note. */
    public DraftReview review(Subject subject) {
        return new DraftReview((record, encounter) -> newest(record, subject));
    }

    /** Signs the document as the clinician saw it; what it only names, such as the chart's medications, is left as it is. */
    public void sign(RecordClient record, Subject subject, DraftReview.Place place, Signer signer) {
        StoredDraft draft = review(subject).current(record, place);
        if (!draft.version().equals(place.version())) {
            throw new EditConflict(EditConflict.Kind.CHANGED, "", draft.version());
        }
        record.transaction(SigningBundle.of(
                List.of(draft.composition()),
                Optional.empty(),
                signer,
                clock.instant(),
                record.server().base().toString()));
    }

    private static void given(Parameters input, String name, String words) {
        if (!words.isBlank()) {
            input.addParameter().setName(name).setValue(new StringType(words.strip()));
        }
    }

    private static boolean isOurs(Composition found) {
        return AiLabel.isOn(found)
                && ChartsideFhir.CHART_DOCUMENT_ID.equals(found.getIdentifier().getSystem())
                && found.getStatus() != Composition.CompositionStatus.ENTEREDINERROR;
    }
}
