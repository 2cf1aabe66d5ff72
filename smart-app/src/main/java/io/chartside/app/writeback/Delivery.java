package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.writeback.DeliveryState.State;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** The door to write-back. */
@Component
public final class Delivery {

    private final Ledger ledger;
    private final DeliveryWorker worker;
    private final FhirClients clients;

    Delivery(Ledger ledger, DeliveryWorker worker, FhirClients clients) {
        this.ledger = ledger;
        this.worker = worker;
        this.clients = clients;
    }

    /**
     * Enters what the EHR is to get of a signed visit. Once it returns, nothing is lost; enqueuing the same twice changes
     * nothing. An EHR that takes nothing gets nothing: {@link #states} is then empty.
     *
     * @param signedDocument {@code Composition/[id]/$document} after the signature
     * @throws IllegalArgumentException when it is not signed, or about another patient or visit than the launch
     */
    public void enqueue(LaunchSession session, Bundle signedDocument) {
        List<Resource> resources = signedDocument.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Objects::nonNull)
                .toList();
        Composition note = resources.stream()
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the document has no Composition"));
        requireSame(
                "patient",
                note.getSubject().getReferenceElement().getIdPart(),
                session.record().patient());
        requireSame(
                "visit",
                note.getEncounter().getReferenceElement().getIdPart(),
                session.record().encounter());
        EhrProfile profile = clients.profile(session);
        ledger.enter(session, profile.tenant(), WritePlan.of(profile, resources, session.ehr()));
        worker.wake();
    }

    /** What became of the writes of the launch's visit, in the order of the plan. */
    public List<DeliveryState> states(LaunchSession session) {
        return ledger.ofVisit(session);
    }

    /**
     * The clinician wants a refused or unknown write tried again. After an unknown one the EHR may have it twice, which is
     * theirs to decide.
     *
     * @return whether there was such a write of this visit and this clinician
     */
    public boolean retry(LaunchSession session, UUID id) {
        boolean retried = ledger.decide(session, id, State.PENDING);
        worker.wake();
        return retried;
    }

    /** The clinician has seen an unknown write in the EHR's chart: it is written. */
    public boolean confirm(LaunchSession session, UUID id) {
        return ledger.decide(session, id, State.WRITTEN);
    }

    private static void requireSame(String what, String signed, java.util.Optional<String> launched) {
        if (!java.util.Optional.ofNullable(signed).equals(launched)) {
            throw new IllegalArgumentException("the signed document is about another " + what + " than the launch");
        }
    }
}
