package io.chartside.app.review;

import io.chartside.app.ehr.RecordClient;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.SigningBundle;
import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.springframework.stereotype.Component;

/**
 * Signs a reviewed draft: one transaction in the record, which checks the clinician's qualification and sign-in itself
 * (MA18). Signed is exactly the version the clinician saw; a change made elsewhere meanwhile is a conflict.
 */
@Component
public class Signing {
    private final DraftReview review;
    private final Clock clock;

    public Signing(DraftReview review, Clock clock) {
        this.review = review;
        this.clock = clock;
    }

    /** @return the signed document as the record holds it */
    public Bundle sign(RecordClient record, DraftReview.Place place, Signer signer) {
        StoredDraft draft = review.current(record, place);
        if (!draft.version().equals(place.version())) {
            throw new EditConflict(EditConflict.Kind.CHANGED, "", draft.version());
        }
        Encounter encounter = record.read(Encounter.class, place.encounter());
        record.transaction(SigningBundle.of(
                draft.resources(),
                Optional.of(encounter),
                signer,
                clock.instant(),
                record.server().base().toString()));
        return document(record, place.composition());
    }

    /** The signed document again, for a delivery that has not begun. */
    public Bundle document(RecordClient record, String composition) {
        return record.operation("Composition/" + composition + "/$document", Bundle.class);
    }
}
