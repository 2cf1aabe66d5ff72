package io.chartside.app.review;

import io.chartside.app.ehr.FhirRefused;
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
    private static final int CONFLICT = 409;
    private static final int MOST_ATTEMPTS = 3;

    private final Signing signing;
    private final Addenda addenda;
    private final Clock clock;

    public Withdrawals(Signing signing, Addenda addenda, Clock clock) {
        this.signing = signing;
        this.addenda = addenda;
        this.clock = clock;
    }

    /**
     * Withdrawn twice is withdrawn once. What the signer adds meanwhile is withdrawn too: the record refuses a withdrawal that leaves
     * it out (409), and it is made anew of what stands there then.
     *
     * @param composition logical id of the signed note
     */
    public void withdraw(RecordClient record, String composition, Signer signer, String reason) {
        for (int attempt = 1; ; attempt++) {
            try {
                attempt(record, composition, signer, reason);
                return;
            } catch (FhirRefused refused) {
                if (refused.status() != CONFLICT || attempt == MOST_ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    private void attempt(RecordClient record, String composition, Signer signer, String reason) {
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
