package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.testing.MllpReceiver.Conduct;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A receiver that gets the whole note again with each addendum, under a number of its own (MDM^T10). A note that is withdrawn while
 * such a text is on its way is taken back once it is known which text stands there, and under that one's number.
 */
class ReplacedTextTest extends VendorTest {
    private LaunchSession session;
    private Bundle note;
    private String number;

    @BeforeEach
    void noteIsThere() {
        session = signedIn(REPLACING);
        number = "n-" + UUID.randomUUID();
        note = WholeVisit.withPeople(WholeVisit.of(session, number));
        delivery.enqueue(session, note);
        worker.deliverDue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
    }

    private Bundle addendum(int which) {
        return WholeVisit.withPeople(WholeVisit.addendum(session, number, which));
    }

    private static Bundle madeVoid(Bundle document) {
        List<Resource> parts = document.copy().getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
        parts.forEach(part -> part.getMeta().setVersionId("1"));
        Bundle after = document.copy();
        after.getEntryFirstRep()
                .setResource(Withdrawal.transaction(
                                List.of(parts),
                                new Signer("Practitioner/record-dr-1", "Dr. Maya Okafor"),
                                Instant.parse("2026-11-23T09:00:00Z"),
                                "Dictated into the wrong chart.",
                                "https://record.example/fhir/main")
                        .getEntry()
                        .stream()
                        .map(Bundle.BundleEntryComponent::getResource)
                        .filter(Composition.class::isInstance)
                        .findFirst()
                        .orElseThrow());
        return after;
    }

    /** What the receiver got of documents, by event and number. */
    private static List<String> documents() {
        return RECEIVER.received().stream()
                .filter(message -> message.contains("|MDM^"))
                .map(message -> message.replaceAll("(?s).*\\|MDM\\^(T\\d\\d)\\^.*\\rTXA\\|([^\\r]*).*", "$1 $2"))
                .map(event -> event.substring(0, 4) + event.split("\\|")[11].replace("^CHARTSIDE", ""))
                .toList();
    }

    /** The addendum is with the receiver, which answers only after the note was withdrawn. */
    private void withdrawnWhileOnItsWay(Bundle addendum, Bundle takenBack, Conduct answer) throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        RECEIVER.next((receiver, socket) -> {
            taken.countDown();
            try {
                answers.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            answer.meet(receiver, socket);
        });
        delivery.enqueueAddendum(session, note, List.of(addendum));
        CompletableFuture<Void> sending = CompletableFuture.runAsync(worker::deliverDue);
        assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
        delivery.enqueueWithdrawal(session, madeVoid(note), List.of(takenBack));
        assertThat(ledger.take("replacing"))
                .as("another process finds nothing to send")
                .isEmpty();
        answers.countDown();
        sending.get(1, TimeUnit.MINUTES);
        worker.deliverDue();
    }

    @Test
    void textThatArrives_isTakenBackUnderItsNumber() throws Exception {
        Bundle addendum = addendum(1);
        withdrawnWhileOnItsWay(addendum, madeVoid(addendum), MllpReceiver.answers("AA"));
        assertThat(documents()).containsExactly("T02 " + number, "T10 " + number + "-a1", "T11 " + number + "-a1");
        delivery.enqueueWithdrawal(session, madeVoid(note), List.of(madeVoid(addendum)));
        worker.deliverDue();
        assertThat(documents()).as("once, however often it is asked for").hasSize(3);
        assertThat(whats(session))
                .filteredOn("Withdrawal of the note"::equals)
                .as("what became needless is no line")
                .hasSize(1);
    }

    @Test
    void textThatIsRefused_leavesTheNote_whichIsTakenBack() throws Exception {
        Bundle addendum = addendum(1);
        withdrawnWhileOnItsWay(
                addendum,
                madeVoid(addendum),
                MllpReceiver.refuses("AE", "PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient"));
        assertThat(documents()).containsExactly("T02 " + number, "T10 " + number + "-a1", "T11 " + number);
        assertThat(states(session)).doesNotContain(State.PENDING, State.UNKNOWN);
    }

    /** Only a look into the chart tells: what the clinician says of the text decides which one is taken back. */
    @Test
    void textWhoseAnswerIsLost_isWaitedFor_andWhoeverLooksDecides() throws Exception {
        Bundle addendum = addendum(1);
        withdrawnWhileOnItsWay(addendum, madeVoid(addendum), MllpReceiver.hangsUp());
        assertThat(documents()).hasSize(2);
        UUID unknown = delivery.states(session).stream()
                .filter(state -> state.state() == State.UNKNOWN)
                .map(DeliveryState::id)
                .findFirst()
                .orElseThrow();
        assertThat(delivery.absent(session, unknown)).isTrue();
        worker.deliverDue();
        assertThat(documents()).containsExactly("T02 " + number, "T10 " + number + "-a1", "T11 " + number);
    }

    /** It holds the void note's words, whoever has signed it. */
    @Test
    void textThatSomebodyElseHasAdded_isTakenBackWithTheNote() throws Exception {
        Bundle theirs = addendum(1);
        Bundle signedByThem = theirs.copy();
        ((Composition) signedByThem.getEntryFirstRep().getResource())
                .getAttesterFirstRep()
                .getParty()
                .setReference("Practitioner/record-dr-2");
        withdrawnWhileOnItsWay(theirs, signedByThem, MllpReceiver.answers("AA"));
        assertThat(documents()).containsExactly("T02 " + number, "T10 " + number + "-a1", "T11 " + number + "-a1");
    }

    @Test
    void ofSeveralTexts_theLastThatHasArrivedIsTakenBack() {
        RECEIVER.next(MllpReceiver.answers("AA"));
        RECEIVER.next(MllpReceiver.refuses("AE", "PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient"));
        List<Bundle> both = List.of(addendum(1), addendum(2));
        delivery.enqueueAddendum(session, note, both.subList(0, 1));
        delivery.enqueueAddendum(session, note, both);
        worker.deliverDue();
        delivery.enqueueWithdrawal(
                session,
                madeVoid(note),
                both.stream().map(ReplacedTextTest::madeVoid).toList());
        worker.deliverDue();
        assertThat(documents())
                .containsExactly(
                        "T02 " + number, "T10 " + number + "-a1", "T10 " + number + "-a2", "T11 " + number + "-a1");
    }

    /** Its clinician's page had read the note before the record made it void: nobody would take this text back. */
    @Test
    void textThatIsEnteredAfterTheWithdrawal_neverLeaves() {
        delivery.enqueueWithdrawal(session, madeVoid(note), List.of());
        delivery.enqueueAddendum(session, note, List.of(addendum(1)));
        worker.deliverDue();
        assertThat(documents()).containsExactly("T02 " + number, "T11 " + number);
        assertThat(delivery.states(session))
                .filteredOn(state -> state.state() == State.REFUSED && state.withdrawn())
                .as("told to who signed it")
                .hasSize(1);
    }
}
