package io.chartside.app.review;

import io.chartside.app.ehr.RecordClient;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Declares a signed note entered in error, and with it the signer's own addenda to it: one transaction in the record. */
@Component
public class Withdrawals {
    private final Signing signing;
    private final Addenda addenda;
    private final Clock clock;

    public Withdrawals(Signing signing, Addenda addenda, Clock clock) {
        this.signing = signing;
        this.addenda = addenda;
        this.clock = clock;
    }

    /**
     * Withdrawn twice is withdrawn once.
     *
     * @param composition logical id of the signed note
     */
    public void withdraw(RecordClient record, String composition, Signer signer, String reason) {
        List<Resource> note = parts(signing.document(record, composition));
        if (Withdrawal.isWithdrawn((Composition) note.get(0))) {
            return;
        }
        List<List<Resource>> documents = new ArrayList<>(List.of(note));
        addenda.of(record, composition).stream()
                .filter(addendum -> addendum.getAttester().stream()
                        .anyMatch(attester ->
                                signer.practitioner().equals(attester.getParty().getReference())))
                .forEach(addendum -> documents.add(
                        parts(signing.document(record, addendum.getIdElement().getIdPart()))));
        record.transaction(Withdrawal.transaction(
                documents,
                signer,
                clock.instant(),
                reason,
                record.server().base().toString()));
    }

    private static List<Resource> parts(Bundle document) {
        return document.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .toList();
    }
}
