package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.Test;

/**
 * A signed note that was entered in error, as each vendor takes that. Over 400 lines because each case is the same signed visit
 * at another EHR.
 */
class WithdrawalsAtVendorsTest extends VendorTest {
    private static final Instant WITHDRAWN = Instant.parse("2026-11-23T09:00:00Z");

    /** As the record answers it after the withdrawal. */
    private static Bundle withdrawn(Bundle document) {
        List<Resource> parts = document.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .toList();
        parts.forEach(part -> part.getMeta().setVersionId("1"));
        Bundle transaction = Withdrawal.transaction(
                List.of(parts),
                new Signer("Practitioner/record-dr-1", "Dr. Maya Okafor"),
                WITHDRAWN,
                "Dictated into the wrong chart.",
                "https://record.example/fhir/main");
        Bundle after = new Bundle().setType(Bundle.BundleType.DOCUMENT);
        for (Resource part : parts) {
            Resource now = transaction.getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getResource)
                    .filter(changed -> changed instanceof DomainResource
                            && changed.fhirType().equals(part.fhirType())
                            && part.getId().equals(changed.getId()))
                    .findFirst()
                    .orElse(part);
            after.addEntry().setResource(now);
        }
        return after;
    }

    private void withdraw(LaunchSession session, String note) {
        delivery.enqueueWithdrawal(session, withdrawn(WholeVisit.of(session, note)), List.of());
        worker.deliverDue();
    }

    private DeliveryState state(LaunchSession session, String what) {
        return delivery.states(session).stream()
                .filter(state -> state.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void plainServer_marksNoteAndAllThatWasFiledWithIt() {
        LaunchSession session = signedIn(MEDPLUM);
        String note = delivered(session);
        withdraw(session, note);
        assertThat(delivery.states(session))
                .hasSize(10)
                .allSatisfy(state -> assertThat(state.state())
                        .as(state.what() + state.reasons())
                        .isEqualTo(State.WRITTEN));
        DocumentReference filed = only(MEDPLUM, DocumentReference.class);
        assertThat(filed.getStatus()).isEqualTo(DocumentReferenceStatus.ENTEREDINERROR);
        assertThat(text(filed)).as("nothing but its status").contains("Cough for two weeks.");
        assertThat(only(MEDPLUM, Condition.class)
                        .getVerificationStatus()
                        .getCodingFirstRep()
                        .getCode())
                .isEqualTo("entered-in-error");
        assertThat(only(MEDPLUM, Condition.class).hasClinicalStatus()).isFalse();
        assertThat(only(MEDPLUM, ChargeItem.class).getStatus()).isEqualTo(ChargeItem.ChargeItemStatus.ENTEREDINERROR);
        assertThat(only(MEDPLUM, ServiceRequest.class).getStatus())
                .isEqualTo(ServiceRequest.ServiceRequestStatus.ENTEREDINERROR);
        withdraw(session, note);
        assertThat(delivery.states(session)).as("twice is once").hasSize(10);
    }

    @Test
    void oracle_replacesTheNote_addendaIncluded_byAVersionThatHoldsNothingOfIt() {
        LaunchSession session = signedIn(ORACLE);
        String note = delivered(session);
        Bundle addendum = WholeVisit.addendum(session, note, 1);
        delivery.enqueueAddendum(session, WholeVisit.of(session, note), List.of(addendum));
        worker.deliverDue();
        delivery.enqueueWithdrawal(
                session,
                withdrawn(WholeVisit.of(session, note)),
                List.of(withdrawn(WholeVisit.addendum(session, note, 1))));
        worker.deliverDue();
        DocumentReference filed = only(ORACLE, DocumentReference.class);
        assertThat(filed.getMeta().getVersionId()).isEqualTo("3");
        assertThat(text(filed))
                .contains("ENTERED IN ERROR", "is void", "2026-11-23 09:00 UTC", "Dictated into the wrong chart.")
                .doesNotContain("Cough", "Addition 1", "J20.9");
        assertThat(state(session, "Withdrawal of the note").state()).isEqualTo(State.WRITTEN);
        assertThat(state(session, "Withdrawal of the diagnosis: Acute bronchitis")
                        .reasons()
                        .get(0))
                .contains("mark it as entered in error there");
    }

    /** Oracle gets the whole note with each addendum. */
    @Test
    void anothersAddendumThatHasNotLeft_doesNotBringTheVoidNoteBack_byTryAgainNeither() {
        LaunchSession session = signedIn(ORACLE);
        String note = delivered(session);
        Bundle addendum = WholeVisit.addendum(session, note, 1);
        ORACLE.server().fault(new Fault("/DocumentReference", "PUT", 503, "", false));
        delivery.enqueueAddendum(session, WholeVisit.of(session, note), List.of(addendum));
        worker.deliverDue();
        assertThat(state(session, "Addendum").state()).isEqualTo(State.PENDING);
        delivery.holdBack(
                session, List.of(((Composition) addendum.getEntryFirstRep().getResource()).getIdentifier()));
        withdraw(session, note);
        CLOCK.forward(Duration.ofHours(1));
        worker.deliverDue();
        assertThat(text(only(ORACLE, DocumentReference.class)))
                .contains("is void")
                .doesNotContain("Cough", "Addition 1");
        assertThat(state(session, "Addendum").reasons().get(0)).contains("withdrawn before it reached");
        assertThat(delivery.retry(session, state(session, "Addendum").id())).isFalse();
        int lines = delivery.states(session).size();
        delivery.enqueueAddendum(
                session,
                withdrawn(WholeVisit.of(session, note)),
                List.of(WholeVisit.addendum(session, note, 1), WholeVisit.addendum(session, note, 2)));
        assertThat(delivery.states(session)).as("nor is it entered later").hasSize(lines);
    }

    @Test
    void epic_getsASecondNoteThatSaysSo() {
        LaunchSession session = signedIn(EPIC);
        withdraw(session, delivered(session));
        List<DocumentReference> notes = EPIC.server().shelf().all(DocumentReference.class);
        assertThat(notes)
                .hasSize(2)
                .anySatisfy(notice -> assertThat(text(notice))
                        .contains("ENTERED IN ERROR", "Dictated into the wrong chart.")
                        .doesNotContain("Cough"));
        assertThat(states(session)).containsExactly(State.WRITTEN, State.WRITTEN, State.WRITTEN, State.REFUSED);
    }

    @Test
    void receiverOfMessages_isToldOfTheCancellation_orOfTheStatus() {
        LaunchSession session = signedIn(MESSAGES);
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(session, WholeVisit.withPeople(WholeVisit.of(session, note)));
        worker.deliverDue();
        delivery.enqueueWithdrawal(session, withdrawn(WholeVisit.withPeople(WholeVisit.of(session, note))), List.of());
        worker.deliverDue();
        assertThat(RECEIVER.received()).hasSize(3);
        assertThat(RECEIVER.received().get(2))
                .contains("|MDM^T11^MDM_T01|", "|" + note + "^CHARTSIDE|", "|LA||CA|")
                .doesNotContain("OBX", "Cough");
        assertThat(state(session, "Withdrawal of the charges").reasons().get(0)).contains("voided in billing");

        LaunchSession other = signedIn(DEDUPLICATING);
        String another = "n-" + UUID.randomUUID();
        delivery.enqueue(other, WholeVisit.withPeople(WholeVisit.of(other, another)));
        worker.deliverDue();
        delivery.enqueueWithdrawal(other, withdrawn(WholeVisit.withPeople(WholeVisit.of(other, another))), List.of());
        worker.deliverDue();
        String told = RECEIVER.received().get(RECEIVER.received().size() - 1);
        assertThat(told)
                .contains(
                        "|MDM^T04^MDM_T02|",
                        "|" + another + "^CHARTSIDE|",
                        "|LA||UN|",
                        "||Reason: Dictated into the wrong chart.||||||W")
                .doesNotContain("Cough");
    }

    @Test
    void whatHasNotLeftYet_neverDoes_andNeedsNoWithdrawal() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().fault(new Fault("/DocumentReference", "POST", 503, "", false));
        EPIC.server().fault(new Fault("/Condition", "POST", 422, "", false));
        String note = delivered(session);
        assertThat(states(session)).containsExactly(State.PENDING, State.REFUSED);
        withdraw(session, note);
        CLOCK.forward(Duration.ofHours(1));
        worker.deliverDue();
        assertThat(EPIC.server().shelf().all(DocumentReference.class)).isEmpty();
        assertThat(delivery.states(session)).hasSize(2).allSatisfy(state -> {
            assertThat(state.state()).isEqualTo(State.REFUSED);
            assertThat(state.reasons().get(0)).contains("withdrawn before it reached");
            assertThat(delivery.retry(session, state.id())).isFalse();
        });
    }

    @Test
    void withdrawalWhoseAnswerWasLost_isAskedFor() {
        LaunchSession session = signedIn(MEDPLUM);
        String note = delivered(session);
        MEDPLUM.server().fault(new Fault("/DocumentReference", "PUT", 0, "", true));
        withdraw(session, note);
        assertThat(state(session, "Withdrawal of the note").state()).isEqualTo(State.UNKNOWN);
        CLOCK.forward(Duration.ofMinutes(1));
        worker.deliverDue();
        assertThat(state(session, "Withdrawal of the note").state()).isEqualTo(State.WRITTEN);
        assertThat(puts(MEDPLUM)).isEqualTo(1);
    }

    @Test
    void noteThatWasChangedInTheEhr_isMarkedOnlyByTheClinician() {
        LaunchSession session = signedIn(MEDPLUM);
        String note = delivered(session);
        only(MEDPLUM, DocumentReference.class).getMeta().setVersionId("5");
        withdraw(session, note);
        DeliveryState refused = state(session, "Withdrawal of the note");
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.reasons().get(0)).contains("changed in the EHR", "version 5");
        delivery.retry(session, refused.id());
        worker.deliverDue();
        assertThat(only(MEDPLUM, DocumentReference.class).getStatus())
                .isEqualTo(DocumentReferenceStatus.ENTEREDINERROR);
    }

    /** While nobody knows whether the note is there, nothing says that it is void. */
    @Test
    void noteWhoseAnswerWasLost_isTakenBackOnceItIsKnownToBeThere() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().fault(new Fault("/DocumentReference", "POST", 0, "", true));
        String note = delivered(session);
        withdraw(session, note);
        assertThat(state(session, "Withdrawal of the note").reasons().get(0)).contains("Waits until");
        UUID unknown = state(session, "Note").id();
        assertThat(delivery.retry(session, unknown)).as("it is void").isFalse();
        assertThat(delivery.confirm(session, unknown)).isTrue();
        worker.deliverDue();
        assertThat(state(session, "Withdrawal of the note").state()).isEqualTo(State.WRITTEN);
    }

    /** Medplum knows identifiers: sending again would be safe, but for what is void meanwhile. */
    @Test
    void voidNoteWhoseAnswerWasLost_isAskedFor_andNeverSentAgain() {
        LaunchSession session = signedIn(MEDPLUM);
        MEDPLUM.server().fault(new Fault("/DocumentReference", "POST", 0, "", true));
        String note = delivered(session);
        assertThat(state(session, "Note").state()).isEqualTo(State.UNKNOWN);
        withdraw(session, note);
        CLOCK.forward(Duration.ofMinutes(1));
        worker.deliverDue();
        assertThat(sent(MEDPLUM, "POST")).isEqualTo(1);
        assertThat(state(session, "Withdrawal of the note").state()).isEqualTo(State.WRITTEN);
        assertThat(only(MEDPLUM, DocumentReference.class).getStatus())
                .isEqualTo(DocumentReferenceStatus.ENTEREDINERROR);
    }

    @Test
    void voidNoteThatNeverArrived_isNotSent_andItsWithdrawalEnds() {
        LaunchSession session = signedIn(MEDPLUM);
        MEDPLUM.server().fault(new Fault("/DocumentReference", "POST", 0, "", false));
        String note = delivered(session);
        withdraw(session, note);
        CLOCK.forward(Duration.ofMinutes(1));
        worker.deliverDue();
        assertThat(sent(MEDPLUM, "POST")).isEqualTo(1);
        assertThat(MEDPLUM.server().shelf().all(DocumentReference.class)).isEmpty();
        assertThat(state(session, "Note").reasons().get(0)).contains("withdrawn before it reached");
        assertEnded(session);
    }

    /** As a server answers that leaves out the parameter it does not know. */
    @Test
    void anotherNoteThanTheOneAskedFor_isNotTakenForIt_norMadeVoid() {
        LaunchSession session = signedIn(MEDPLUM);
        MEDPLUM.server().fault(new Fault("/DocumentReference", "POST", 0, "", false));
        String note = delivered(session);
        DocumentReference others = new DocumentReference().setStatus(DocumentReferenceStatus.CURRENT);
        others.addIdentifier().setSystem("urn:ietf:rfc:3986").setValue("urn:uuid:" + UUID.randomUUID());
        others.setId("DocumentReference/others");
        others.getMeta().setVersionId("1");
        MEDPLUM.server().shelf().put(others);
        Bundle everything = new Bundle().setType(Bundle.BundleType.SEARCHSET);
        everything.addEntry().setResource(others);
        MEDPLUM.server()
                .fault(new Fault(
                        "/DocumentReference",
                        "GET",
                        200,
                        FhirContext.forR4Cached().newJsonParser().encodeResourceToString(everything),
                        false));
        delivery.enqueueWithdrawal(session, withdrawn(WholeVisit.of(session, note)), List.of());
        CLOCK.forward(Duration.ofHours(1));
        worker.deliverDue();
        assertThat(only(MEDPLUM, DocumentReference.class).getStatus()).isEqualTo(DocumentReferenceStatus.CURRENT);
        assertThat(state(session, "Note").state()).isEqualTo(State.UNKNOWN);
        assertThat(state(session, "Note").reasons().get(0)).contains("does not say whether it has it");
    }

    /** Oracle gets the whole note with each addendum: where the last has not arrived, the text before it stands there. */
    @Test
    void addendumToAVoidNoteThatNeverArrived_isPassedOver_andTheNoteIsTakenBack() {
        LaunchSession session = signedIn(ORACLE);
        String note = delivered(session);
        ORACLE.server().fault(new Fault("/DocumentReference", "PUT", 0, "", false));
        delivery.enqueueAddendum(session, WholeVisit.of(session, note), List.of(WholeVisit.addendum(session, note, 1)));
        worker.deliverDue();
        assertThat(state(session, "Addendum").state()).isEqualTo(State.UNKNOWN);
        for (int turn = 0; turn < 2; turn++) {
            delivery.enqueueWithdrawal(
                    session,
                    withdrawn(WholeVisit.of(session, note)),
                    List.of(withdrawn(WholeVisit.addendum(session, note, 1))));
            CLOCK.forward(Duration.ofHours(1));
            worker.deliverDue();
            assertThat(text(only(ORACLE, DocumentReference.class)))
                    .contains("is void")
                    .doesNotContain("Cough", "Addition 1");
            assertThat(delivery.states(session))
                    .filteredOn(state -> state.what().equals("Withdrawal of the note"))
                    .as("one, however often it is asked for")
                    .singleElement()
                    .satisfies(state -> assertThat(state.state()).isEqualTo(State.WRITTEN));
        }
    }

    /** A receiver that knows its messages again cannot be asked: nothing tells but a look. */
    @Test
    void voidMessageWhoseAnswerWasLost_restsUntilSomebodyLooks() {
        LaunchSession session = signedIn(DEDUPLICATING);
        Bundle document = WholeVisit.withPeople(WholeVisit.of(session, "n-" + UUID.randomUUID()));
        RECEIVER.next(MllpReceiver.hangsUp());
        delivery.enqueue(session, document);
        worker.deliverDue();
        assertThat(state(session, "Note").state()).isEqualTo(State.UNKNOWN);
        long before = documents();
        delivery.enqueueWithdrawal(session, withdrawn(document), List.of());
        CLOCK.forward(Duration.ofHours(1));
        worker.deliverDue();
        assertThat(documents()).isEqualTo(before);
        DeliveryState rests = state(session, "Note");
        assertThat(rests.state()).isEqualTo(State.UNKNOWN);
        assertThat(rests.withdrawn()).isTrue();
        assertThat(delivery.absent(session, rests.id())).isTrue();
        assertEnded(session);
        worker.deliverDue();
        assertThat(documents()).isEqualTo(before);
    }

    @Test
    void addendumByMessageThatSomebodyDoesNotFind_isPassedOver() {
        LaunchSession session = signedIn(DEDUPLICATING);
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(session, WholeVisit.withPeople(WholeVisit.of(session, note)));
        worker.deliverDue();
        RECEIVER.next(MllpReceiver.hangsUp());
        Bundle addendum = WholeVisit.withPeople(WholeVisit.addendum(session, note, 1));
        delivery.enqueueAddendum(session, WholeVisit.withPeople(WholeVisit.of(session, note)), List.of(addendum));
        worker.deliverDue();
        delivery.enqueueWithdrawal(
                session, withdrawn(WholeVisit.withPeople(WholeVisit.of(session, note))), List.of(withdrawn(addendum)));
        worker.deliverDue();
        assertThat(state(session, "Withdrawal of the note").reasons().get(0)).contains("Waits until");
        assertThat(delivery.absent(session, state(session, "Addendum").id())).isTrue();
        worker.deliverDue();
        assertThat(state(session, "Withdrawal of the note").state()).isEqualTo(State.WRITTEN);
        assertThat(RECEIVER.received().get(RECEIVER.received().size() - 1)).contains("|" + note + "^CHARTSIDE|");
    }

    private static long documents() {
        return RECEIVER.received().stream()
                .filter(message -> message.contains("|MDM^"))
                .count();
    }

    private void assertEnded(LaunchSession session) {
        DeliveryState ended = state(session, "Withdrawal of the note");
        assertThat(ended.state()).isEqualTo(State.REFUSED);
        assertThat(ended.reasons())
                .containsExactly("Not sent: what it belongs to was withdrawn, and is not in the EHR.");
        assertThat(delivery.retry(session, ended.id()))
                .as("nothing to be tried again")
                .isFalse();
    }

    @Test
    void whatIsInForce_isNotGivenUpByTheWordForWhatIsVoid() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().fault(new Fault("/DocumentReference", "POST", 0, "", true));
        delivered(session);
        assertThat(delivery.absent(session, state(session, "Note").id())).isFalse();
        assertThat(state(session, "Note").state()).isEqualTo(State.UNKNOWN);
    }

    private static long puts(StrictEhr ehr) {
        return sent(ehr, "PUT");
    }

    private static long sent(StrictEhr ehr, String method) {
        return ehr.server().requests("/DocumentReference").stream()
                .map(SmartServer.Request::method)
                .filter(method::equals)
                .count();
    }
}
