package io.chartside.app.review;

import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.ehr.SearchParameters;
import io.chartside.mappings.signature.Addendum;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.stereotype.Component;

/** The drafts of a visit in Chartside's record. The app keeps none of its own: a reload finds what the record holds. */
@Component
public class Drafts implements DraftFinder {

    /** More than a visit has notes and addenda. */
    private static final int MOST = 200;

    /**
     * The note of this encounter that was drafted last, whether still a draft or signed. What was added to a signed note is
     * younger than it, and not the note.
     */
    @Override
    public Optional<StoredDraft> newest(RecordClient record, String encounter) {
        return newestId(record, encounter).map(id -> read(record, id));
    }

    /** Logical id of the same. */
    Optional<String> newestId(RecordClient record, String encounter) {
        SearchParameters newest = SearchParameters.of("encounter", "Encounter/" + encounter)
                .and("_sort", "-date")
                .and("_count", "10");
        Optional<Bundle> page = Optional.of(record.search(Composition.class, newest));
        for (int seen = 0; page.isPresent() && seen < MOST; ) {
            Optional<String> note = page.get().getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getResource)
                    .filter(Composition.class::isInstance)
                    .map(Composition.class::cast)
                    .filter(found -> !Addendum.isOne(found))
                    .map(found -> found.getIdElement().getIdPart())
                    .findFirst();
            if (note.isPresent()) {
                return note;
            }
            seen += page.get().getEntry().size();
            page = record.next(page.get());
        }
        return Optional.empty();
    }

    StoredDraft read(RecordClient record, String composition) {
        return of(record.operation("Composition/" + composition + "/$document", Bundle.class));
    }

    /**
     * Lets the record's engine draft.
     *
     * @param type a word of {@link io.chartside.scribe.draft.NoteType}
     * @param transcript empty to draft from the encounter's newest transcript
     */
    public StoredDraft draft(RecordClient record, String encounter, String type, Optional<String> transcript) {
        Parameters input = new Parameters();
        input.addParameter().setName("type").setValue(new CodeType(type));
        transcript.ifPresent(words -> input.addParameter().setName("transcript").setValue(new StringType(words)));
        return of(record.operation("Encounter/" + encounter + "/$draft-note", input, Bundle.class));
    }

    /**
     * What the recording under way comes to so far. Nothing of it is stored.
     *
     * @param type a word of {@link io.chartside.scribe.draft.NoteType}
     * @return empty while too little was said for a note
     */
    public Optional<StoredDraft> preview(RecordClient record, String encounter, String type) {
        Parameters input = new Parameters();
        input.addParameter().setName("type").setValue(new CodeType(type));
        input.addParameter().setName("preview").setValue(new BooleanType(true));
        try {
            return Optional.of(of(record.operation("Encounter/" + encounter + "/$draft-note", input, Bundle.class)));
        } catch (FhirRefused refused) {
            if (refused.status() == 422) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Puts utterances of the visit's newest transcript off the record, which makes its unsigned draft anew.
     *
     * @param utterances their ids in the record
     */
    public void withhold(RecordClient record, String encounter, List<String> utterances) {
        Parameters input = new Parameters();
        utterances.forEach(id -> input.addParameter().setName("utterance").setValue(new StringType(id)));
        record.operation("Encounter/" + encounter + "/$withhold", input, Parameters.class);
    }

    static StoredDraft of(Bundle bundle) {
        return new StoredDraft(List.copyOf(bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList()));
    }
}
