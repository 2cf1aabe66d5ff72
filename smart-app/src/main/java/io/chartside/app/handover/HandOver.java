package io.chartside.app.handover;

import io.chartside.app.ehr.FhirFailure;
import io.chartside.app.ehr.FhirRefused;
import io.chartside.app.ehr.RecordClient;
import io.chartside.app.launch.FhirClients;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.ShowError;
import io.chartside.app.review.Addenda;
import io.chartside.app.review.EditConflict;
import io.chartside.app.review.Signing;
import io.chartside.app.writeback.Delivery;
import io.chartside.mappings.signature.Withdrawal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Hands signed work over to the write ledger, each part in the name of who signed it and nobody else's: what a process that died
 * has left is handed over at the next turn with the signer's launch, or waits for the signer's next one of the same visit.
 */
@Component
public class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    private final IntentStore intents;
    private final Delivery delivery;
    private final Signing signing;
    private final Addenda addenda;
    private final FhirClients clients;

    HandOver(IntentStore intents, Delivery delivery, Signing signing, Addenda addenda, FhirClients clients) {
        this.intents = intents;
        this.delivery = delivery;
        this.signing = signing;
        this.addenda = addenda;
        this.clients = clients;
    }

    /**
     * Has the note signed and hands it over.
     *
     * @param composition logical id of the note
     * @param sign asks the record
     */
    public void note(LaunchSession session, String composition, Runnable sign) {
        during(session, Intent.note(composition), sign);
    }

    /**
     * Has an addendum signed and hands it over.
     *
     * @param name value of its identifier
     */
    public void addendum(LaunchSession session, String composition, String name, Runnable sign) {
        during(session, Intent.addendum(composition, name), sign);
    }

    /**
     * Has a signed note withdrawn, and tells the EHR in the way that it takes it.
     *
     * @param withdraw asks the record
     */
    public void withdrawal(LaunchSession session, String composition, Runnable withdraw) {
        during(session, Intent.withdrawal(composition), withdraw);
    }

    private void during(LaunchSession session, Intent intent, Runnable sign) {
        UUID id = intents.put(session, intent);
        try {
            sign.run();
        } catch (FhirRefused | EditConflict | ShowError nothingSigned) {
            intents.remove(id);
            throw nothingSigned;
        }
        try {
            perform(session, clients.record(session), intent);
            intents.remove(id);
        } catch (RuntimeException failed) {
            // It is signed, which the page shows; what has failed is left over.
            notHandedOver(id, intent, failed);
        }
    }

    private void notHandedOver(UUID id, Intent intent, RuntimeException failed) {
        intents.failed(id, 0);
        // Its message may quote the note.
        LOG.error(
                "hand-over {} of a {} failed: {}", id, intent, failed.getClass().getName());
    }

    /**
     * What its clinician opens the page for may not keep them from it: a signed note is shown also when it cannot be handed over,
     * which is then tried again like all that was left.
     */
    private void whileThePageOpens(LaunchSession session, Intent intent, Runnable work) {
        try {
            work.run();
            failing(session, intent).forEach(one -> intents.remove(one.id()));
        } catch (FhirFailure | ShowError told) {
            throw told;
        } catch (RuntimeException failed) {
            if (failing(session, intent).findAny().isEmpty()) {
                notHandedOver(intents.put(session, intent), intent, failed);
            }
        }
    }

    private Stream<IntentStore.Failing> failing(LaunchSession session, Intent intent) {
        return intents.failing(session).stream().filter(one -> one.intent().equals(intent));
    }

    /** What of this clinician's at this visit could not be handed over yet, for an error of the program. */
    public List<Stuck> stuck(LaunchSession session) {
        return intents.failing(session).stream()
                .map(one -> new Stuck(one.id().toString(), one.intent().toString(), one.rests()))
                .toList();
    }

    /**
     * Signed work that has failed on its way to the write ledger.
     *
     * @param number by which the log knows it
     * @param what {@code note}, {@code addendum} or {@code withdrawal}
     * @param rests whether it is tried again only with the clinician's next launch
     */
    public record Stuck(String number, String what, boolean rests) {}

    /**
     * Hands over what is signed by now.
     *
     * @return whether what was intended stands in the record and needs nothing more of this clinician
     */
    boolean perform(LaunchSession session, RecordClient record, Intent intent) {
        if (intent.withdrawal()) {
            return withdrawn(session, record, intent.composition());
        }
        if (intent.addendum().isEmpty()) {
            return note(session, record, intent.composition());
        }
        return addenda(session, record, intent.composition()).stream()
                .anyMatch(one ->
                        intent.addendum().get().equals(one.getIdentifier().getValue()));
    }

    private boolean note(LaunchSession session, RecordClient record, String composition) {
        Bundle document = signing.document(record, composition);
        Composition note = (Composition) document.getEntryFirstRep().getResource();
        if (Signatures.by(note, session)) {
            delivery.enqueue(session, document);
            unlessVoidMeanwhile(session, record, composition);
            return true;
        }
        return note.getStatus() != Composition.CompositionStatus.PRELIMINARY;
    }

    /**
     * What was entered of a note that is void, taken back if this clinician had signed it; also of one that was made void elsewhere.
     *
     * @return whether the note is void
     */
    public boolean withdrawn(LaunchSession session, RecordClient record, String composition) {
        Bundle document = signing.document(record, composition);
        Composition note = (Composition) document.getEntryFirstRep().getResource();
        if (!Withdrawal.isWithdrawn(note)) {
            return false;
        }
        delivery.holdBack(
                session,
                addenda.of(record, composition).stream()
                        .map(Composition::getIdentifier)
                        .toList());
        if (Signatures.of(note, session)) {
            boolean all = delivery.takesTheWholeAgain(session);
            List<Composition> takenBack = addenda.everSigned(record, composition).stream()
                    .filter(addendum -> all || Withdrawal.isWithdrawn(addendum) && Signatures.of(addendum, session))
                    .toList();
            delivery.enqueueWithdrawal(session, document, documents(record, takenBack));
        }
        return true;
    }

    /**
     * What was just entered was in force when it was read. A withdrawal enters what it takes back after the record has it: either it
     * finds what was entered here, or the record says here that the note is void, and that is entered too.
     */
    private void unlessVoidMeanwhile(LaunchSession session, RecordClient record, String composition) {
        if (Withdrawal.isWithdrawn(record.read(Composition.class, composition))) {
            withdrawn(session, record, composition);
        }
    }

    /** Whether the note is in force by the signature of the clinician of this launch: then they may withdraw it. */
    public static boolean isSigner(LaunchSession session, Composition note) {
        return Signatures.by(note, session);
    }

    /**
     * A signed note, handed over if it was not yet and this clinician has signed it.
     *
     * @return who has to open Chartside before it goes to the EHR; empty when it is on its way, or the EHR takes nothing
     */
    public Optional<String> waitsFor(LaunchSession session, RecordClient record, Composition note) {
        boolean takesNotes = delivery.takesNotes(session);
        boolean there = takesNotes
                ? delivery.isEntered(session, note.getIdentifier())
                : !delivery.states(session).isEmpty();
        if (there) {
            return Optional.empty();
        }
        if (!Signatures.by(note, session)) {
            return takesNotes ? Optional.of(Signatures.signer(note)) : Optional.empty();
        }
        String composition = note.getIdElement().getIdPart();
        whileThePageOpens(session, Intent.note(composition), () -> {
            delivery.enqueue(session, signing.document(record, composition));
            unlessVoidMeanwhile(session, record, composition);
        });
        return Optional.empty();
    }

    /**
     * All addenda of a signed note, those of this clinician handed over if they were not yet; each brings those before it along, as
     * some EHRs take them all in one document.
     */
    public List<Composition> addenda(LaunchSession session, RecordClient record, String composition) {
        List<Composition> all = addenda.of(record, composition);
        boolean entered = false;
        for (int i = 0; i < all.size(); i++) {
            if (Signatures.by(all.get(i), session)
                    && !delivery.isEntered(session, all.get(i).getIdentifier())) {
                delivery.enqueueAddendum(
                        session, signing.document(record, composition), documents(record, all.subList(0, i + 1)));
                entered = true;
            }
        }
        if (entered) {
            unlessVoidMeanwhile(session, record, composition);
        }
        return all;
    }

    /** The same for the page, which shows them also when they cannot be handed over. */
    public List<Composition> shownAddenda(LaunchSession session, RecordClient record, String composition) {
        List<Composition> all = addenda.of(record, composition);
        Optional<Composition> last = all.stream()
                .filter(one -> Signatures.by(one, session) && !delivery.isEntered(session, one.getIdentifier()))
                .reduce((earlier, later) -> later);
        last.ifPresent(one -> whileThePageOpens(
                session,
                Intent.addendum(composition, one.getIdentifier().getValue()),
                () -> addenda(session, record, composition)));
        return all;
    }

    /** The same of a note that is void, for the page. */
    public void shownWithdrawn(LaunchSession session, RecordClient record, String composition) {
        whileThePageOpens(session, Intent.withdrawal(composition), () -> withdrawn(session, record, composition));
    }

    /** Plans anew what this clinician has signed and no plan could send: what stood against it may have been put right. */
    public void again(LaunchSession session, RecordClient record, String composition) {
        if (withdrawn(session, record, composition)) {
            return;
        }
        note(session, record, composition);
        Bundle document = signing.document(record, composition);
        List<Composition> all = addenda.of(record, composition);
        for (int i = 0; i < all.size(); i++) {
            if (Signatures.by(all.get(i), session)) {
                delivery.enqueueAddendum(session, document, documents(record, all.subList(0, i + 1)));
            }
        }
        unlessVoidMeanwhile(session, record, composition);
    }

    private List<Bundle> documents(RecordClient record, List<Composition> compositions) {
        return compositions.stream()
                .map(one -> signing.document(record, one.getIdElement().getIdPart()))
                .toList();
    }
}
