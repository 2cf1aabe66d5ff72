package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.springframework.stereotype.Component;

/** The door to write-back. */
@Component
public final class Delivery {

    private final Ledger ledger;
    private final Decisions decisions;
    private final ShownLedger shown;
    private final TextsBefore textsBefore;
    private final DeliveryWorker worker;
    private final FhirClients clients;
    private final Clock clock;

    Delivery(
            Ledger ledger,
            Decisions decisions,
            ShownLedger shown,
            TextsBefore textsBefore,
            DeliveryWorker worker,
            FhirClients clients,
            Clock clock) {
        this.ledger = ledger;
        this.decisions = decisions;
        this.shown = shown;
        this.textsBefore = textsBefore;
        this.worker = worker;
        this.clients = clients;
        this.clock = clock;
    }

    /**
     * Enters what the EHR is to get of a signed visit. Once it returns, nothing is lost; enqueuing the same twice changes
     * nothing. An EHR that takes nothing gets nothing: {@link #states} is then empty.
     *
     * @param signedDocument {@code Composition/[id]/$document} after the signature
     * @throws IllegalArgumentException when it is not signed, not by the clinician of the launch, or about another patient or visit
     */
    public void enqueue(LaunchSession session, Bundle signedDocument) {
        enter(session, signedDocument, List.of());
    }

    /**
     * Enters the last of a note's addenda, in the way this EHR takes them. It is sent once the note has arrived there.
     *
     * @param signedDocument the note's
     * @param addenda documents of all addenda so far, in order
     * @throws IllegalArgumentException as {@link #enqueue}, or when there is no addendum
     */
    public void enqueueAddendum(LaunchSession session, Bundle signedDocument, List<Bundle> addenda) {
        if (addenda.isEmpty()) {
            throw new IllegalArgumentException("there is no addendum");
        }
        enter(session, signedDocument, addenda);
    }

    /**
     * Takes back what of a note was entered before, in the way this EHR takes it; what has not left yet never does.
     *
     * @param withdrawn the note's document as it stands in the record now
     * @param addenda documents of those of its addenda that were withdrawn with it; of all, where {@link #takesTheWholeAgain}
     * @throws IllegalArgumentException as {@link #enqueue}
     */
    public void enqueueWithdrawal(LaunchSession session, Bundle withdrawn, List<Bundle> addenda) {
        SignedWork work = SignedWork.withdrawn(session, withdrawn, addenda);
        EhrProfile profile = clients.profile(session);
        Set<PlannedWrite.Name> names = WithdrawalPlan.names(profile, work);
        Set<PlannedWrite.Name> standing = new HashSet<>(ledger.withdraw(session, profile.tenant(), names));
        if (WithdrawalPlan.sameForEveryText(profile)) {
            // One that was entered is the one that is meant, also where the text that it was entered for has never
            // arrived.
            names.stream()
                    .filter(name -> ledger.knows(session, profile.tenant(), WithdrawalPlan.withdrawalOf(name)))
                    .forEach(standing::add);
        }
        ledger.enter(session, profile.tenant(), WithdrawalPlan.of(profile, work, standing, clock.instant()), false);
        followTextsBefore(session, profile);
        worker.wake();
    }

    /**
     * Where the whole note goes with each addendum, what others have added to a void note and has not left yet never does: it would
     * bring the note's words back. Elsewhere an addendum is a document of its own, and goes.
     *
     * @param addenda identifiers
     */
    public void holdBack(LaunchSession session, List<Identifier> addenda) {
        EhrProfile profile = clients.profile(session);
        if (WithdrawalPlan.oneForAll(profile)) {
            ledger.withdraw(
                    session,
                    profile.tenant(),
                    addenda.stream().map(PlannedWrite.Name::of).collect(Collectors.toSet()));
        }
    }

    private void followTextsBefore(LaunchSession session, EhrProfile profile) {
        if (WithdrawalPlan.sameForEveryText(profile)) {
            textsBefore.follow(session.site());
        }
    }

    private void enter(LaunchSession session, Bundle note, List<Bundle> addenda) {
        SignedWork work = SignedWork.of(session, note, addenda);
        EhrProfile profile = clients.profile(session);
        if (WithdrawalPlan.oneForAll(profile) && Withdrawal.isWithdrawn(SignedWork.composition(work.note()))) {
            return;
        }
        ledger.enter(
                session,
                profile.tenant(),
                WritePlan.of(profile, work, name -> ledger.knows(session, profile.tenant(), name), clock.instant()),
                WithdrawalPlan.oneForAll(profile));
        worker.wake();
    }

    /** Whether the launch's EHR gets the whole note again with each addendum: what others have added holds its words too. */
    public boolean takesTheWholeAgain(LaunchSession session) {
        return WithdrawalPlan.oneForAll(clients.profile(session));
    }

    /** Whether the launch's EHR takes notes, in whatever form. */
    public boolean takesNotes(LaunchSession session) {
        return clients.profile(session).takesNotes();
    }

    /** Whether the document of this identifier was entered for the launch's EHR, or this EHR takes no documents. */
    public boolean isEntered(LaunchSession session, Identifier document) {
        EhrProfile profile = clients.profile(session);
        return !profile.takesNotes() || ledger.knows(session, profile.tenant(), PlannedWrite.Name.of(document));
    }

    /** What became of the writes of the launch's visit, in the order of the plan. */
    public List<DeliveryState> states(LaunchSession session) {
        return shown.ofVisit(session);
    }

    /**
     * The clinician wants a write tried again that was refused: the plan that is entered next for it takes its place. What stood
     * against it may have been put right, in the note or in the profile of the EHR. An unknown write stays as it is.
     */
    public void planAnew(LaunchSession session, UUID id) {
        decisions.planAnew(session, id);
    }

    /**
     * The clinician wants a refused or unknown write tried again as it is. After an unknown one the EHR may have it twice, which is
     * theirs to decide.
     *
     * @return whether there was such a write of this visit and this clinician
     */
    public boolean retry(LaunchSession session, UUID id) {
        boolean retried = decisions.decide(session, id, State.PENDING);
        worker.wake();
        return retried;
    }

    /**
     * The clinician has looked for an unknown write that is void, and it is not in the EHR's chart: of it nothing is taken back.
     *
     * @return whether there was such a write of this visit and this clinician
     */
    public boolean absent(LaunchSession session, UUID id) {
        boolean decided = decisions.decide(session, id, State.REFUSED);
        followTextsBefore(session, clients.profile(session));
        worker.wake();
        return decided;
    }

    /** The clinician has seen an unknown write in the EHR's chart: it is written. */
    public boolean confirm(LaunchSession session, UUID id) {
        return decisions.decide(session, id, State.WRITTEN);
    }
}
