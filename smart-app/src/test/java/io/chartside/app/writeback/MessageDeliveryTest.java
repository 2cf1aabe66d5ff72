package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.testing.MllpReceiver.Conduct;
import io.chartside.app.writeback.DeliveryState.State;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** Delivery to an EHR that takes HL7 v2 instead of FHIR. */
class MessageDeliveryTest extends VendorTest {
    @Test
    void noteAndChargesAreSentAndTheirDisclosureIsReported() {
        LaunchSession session = signedIn(MESSAGES);
        String note = enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::what).containsExactly("Note", "Charges");
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        assertThat(RECEIVER.received()).hasSize(2);
        assertThat(RECEIVER.received().get(0))
                .as("diagnoses go with the charges")
                .doesNotContain("J20.9")
                .contains(
                        "|MDM^T02^MDM_T02|",
                        "|M-0042^^^",
                        "|" + note + "^CHARTSIDE|",
                        "||Cough for two weeks. 37,8 °C, naïve to β-blockers.||");
        assertThat(RECEIVER.received().get(1))
                .contains("|DFT^P03^DFT_P03|", "|99213^", "|J20.9^Acute bronchitis^I10C|");
        assertThat(delivery.states(session).get(0).reference())
                .contains(MllpReceiver.controlId(RECEIVER.received().get(0)));
        assertThat(RECORD.shelf().all(AuditEvent.class).stream()
                        .filter(event -> event.getType().getCode().equals("110106")))
                .hasSize(2)
                .allSatisfy(event -> {
                    assertThat(event.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._0);
                    assertThat(event.getSubtypeFirstRep().getCode()).isEqualTo("disclose");
                    assertThat(event.getAgent().stream().filter(AuditEvent.AuditEventAgentComponent::getRequestor))
                            .singleElement()
                            .satisfies(user ->
                                    assertThat(user.getWho().getReference()).isEqualTo("Practitioner/record-dr-1"));
                });
    }

    @Test
    void aRefusalIsToldInTheReceiversWordsAndTriedAgainWithTheSameControlId() {
        LaunchSession session = signedIn(MESSAGES);
        RECEIVER.next(MllpReceiver.refuses("AE", "PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient"));
        enqueued(session);
        worker.deliverDue();
        DeliveryState refused = delivery.states(session).get(0);
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.reasons()).containsExactly("No such patient [204] (PID-3)");
        assertThat(delivery.retry(session, refused.id())).isTrue();
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.WRITTEN);
        assertThat(controlIds("MDM")).hasSize(1);
        assertThat(messages("MDM")).hasSize(2);
        assertThat(RECORD.shelf().all(AuditEvent.class).stream().map(AuditEvent::getOutcome))
                .as("what was refused has left all the same")
                .contains(AuditEvent.AuditEventOutcome._4);
    }

    /** The receiver knew the patient by another number, which was put right in the record. */
    @Test
    void whatWasRefusedIsPlannedAnew_underAnotherControlIdWhereItSaysAnother() {
        LaunchSession session = signedIn(MESSAGES);
        RECEIVER.next(MllpReceiver.refuses("AE", "PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient"));
        RECEIVER.next(MllpReceiver.answers("AA"));
        RECEIVER.next(MllpReceiver.refuses("AE", "PID^1^3|204^Unknown key identifier^HL70357|E||||No such patient"));
        Bundle document = document(session, "n-" + UUID.randomUUID());
        delivery.enqueue(session, document);
        worker.deliverDue();
        tryAgain(session, document);
        assertThat(states(session)).containsExactly(State.REFUSED, State.WRITTEN);
        assertThat(controlIds("MDM")).as("the same message").hasSize(1);
        document.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Patient.class::isInstance)
                .forEach(patient -> ((Patient) patient).getIdentifierFirstRep().setValue("M-0043"));
        tryAgain(session, document);
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(messages("MDM")).hasSize(3);
        assertThat(messages("MDM").get(2)).contains("|M-0043^^^");
        assertThat(controlIds("MDM")).as("another message").hasSize(2);
        assertThat(messages("DFT")).as("what had arrived stays").hasSize(1);
    }

    @Test
    void whoseAnswerWasLostIsNotPlannedAnew() {
        LaunchSession session = signedIn(MESSAGES);
        RECEIVER.next(MllpReceiver.hangsUp());
        Bundle document = document(session, "n-" + UUID.randomUUID());
        delivery.enqueue(session, document);
        worker.deliverDue();
        tryAgain(session, document);
        assertThat(states(session)).containsExactly(State.UNKNOWN, State.WRITTEN);
        assertThat(messages("MDM")).hasSize(1);
    }

    private void tryAgain(LaunchSession session, Bundle document) {
        CLOCK.forward(Duration.ofMinutes(1));
        delivery.planAnew(session, delivery.states(session).get(0).id());
        delivery.enqueue(session, document);
        worker.deliverDue();
    }

    @Test
    void aLostAnswerIsNeverRepeatedBlindly() {
        LaunchSession session = signedIn(MESSAGES);
        RECEIVER.next(MllpReceiver.hangsUp());
        enqueued(session);
        for (int turn = 0; turn < 5; turn++) {
            worker.deliverDue();
            CLOCK.forward(Duration.ofMinutes(4));
        }
        DeliveryState unknown = delivery.states(session).get(0);
        assertThat(unknown.state()).isEqualTo(State.UNKNOWN);
        assertThat(messages("MDM")).hasSize(1);
        assertThat(RECORD.shelf().all(AuditEvent.class).stream().map(AuditEvent::getOutcome))
                .as("it may have been disclosed")
                .contains(AuditEvent.AuditEventOutcome._8);
        assertThat(delivery.confirm(session, unknown.id())).isTrue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.WRITTEN);
    }

    @Test
    void aReceiverThatDeduplicatesGetsTheSameControlIdAgain() {
        LaunchSession session = signedIn(DEDUPLICATING);
        RECEIVER.next(MllpReceiver.hangsUp());
        RECEIVER.next(MllpReceiver.answers("AA"));
        RECEIVER.next(MllpReceiver.refuses("AE", "|205^Duplicate key identifier^HL70357|E"));
        enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.UNKNOWN);
        CLOCK.forward(Duration.ofSeconds(10));
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        assertThat(messages("MDM")).hasSize(2);
        assertThat(controlIds("MDM")).hasSize(1);
    }

    @Test
    void aFirstMessageThatIsCalledADuplicateWasNotFiled() {
        LaunchSession session = signedIn(DEDUPLICATING);
        RECEIVER.next(MllpReceiver.refuses("AE", "|205^Duplicate key identifier^HL70357|E"));
        enqueued(session);
        worker.deliverDue();
        DeliveryState refused = delivery.states(session).get(0);
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        RECEIVER.next(MllpReceiver.refuses("AE", "|205^Duplicate key identifier^HL70357|E"));
        delivery.retry(session, refused.id());
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.REFUSED);
    }

    /** Its report waits for the clinician, the message does not. */
    @Test
    void aMessageWhoseAnswerWasLostIsSentAgainAlsoWhenItsLaunchHasEnded() {
        LaunchSession session = signedIn(DEDUPLICATING);
        RECEIVER.next(MllpReceiver.hangsUp());
        enqueued(session);
        database.sql("update launch set ended_at = created_at").update();
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.UNKNOWN);
        CLOCK.forward(Duration.ofSeconds(10));
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        signedIn(DEDUPLICATING);
        worker.deliverDue();
        assertThat(RECORD.shelf().all(AuditEvent.class))
                .filteredOn(event -> event.getType().getCode().equals("110106"))
                .as("both attempts at the note, and the charges")
                .hasSize(3);
    }

    @Test
    void aLockedRecordIsTriedAgainLater() {
        LaunchSession session = signedIn(MESSAGES);
        RECEIVER.next(MllpReceiver.refuses("AE", "|206^Application record locked^HL70357|E"));
        enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.PENDING);
        assertThat(RECORD.shelf().all(AuditEvent.class).stream().map(AuditEvent::getOutcome))
                .as("the receiver has seen it")
                .contains(AuditEvent.AuditEventOutcome._4);
        CLOCK.forward(Duration.ofSeconds(6));
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.WRITTEN);
    }

    @Test
    void whatIsMissingIsToldBeforeAnythingIsSentAndToldAgain() {
        LaunchSession session = signedIn(MESSAGES);
        Bundle document = document(session, "n-" + UUID.randomUUID());
        document.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Patient.class::isInstance)
                .forEach(patient -> ((Patient) patient).setIdentifier(null));
        delivery.enqueue(session, document);
        worker.deliverDue();
        DeliveryState refused = delivery.states(session).get(0);
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.reasons()).singleElement().asString().contains("medical record number");
        delivery.retry(session, refused.id());
        worker.deliverDue();
        assertThat(delivery.states(session).get(0).state()).isEqualTo(State.REFUSED);
        assertThat(delivery.states(session).get(0).reasons()).isEqualTo(refused.reasons());
        assertThat(RECEIVER.received()).isEmpty();
    }

    @Test
    void diagnosesThatNoChargeCarriesStandBelowTheNote() {
        LaunchSession session = signedIn(MESSAGES);
        Bundle document = document(session, "n-" + UUID.randomUUID());
        document.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(ChargeItem.class::isInstance)
                .forEach(charge -> ((ChargeItem) charge).setCode(new CodeableConcept().setText("Office visit")));
        delivery.enqueue(session, document);
        worker.deliverDue();
        assertThat(states(session)).containsExactly(State.WRITTEN, State.REFUSED);
        assertThat(delivery.states(session).get(1).reasons().get(0)).contains("CPT or HCPCS");
        assertThat(messages("MDM").get(0)).contains("||J20.9  Acute bronchitis||");
    }

    @Test
    void noTokenOfTheClinicianIsNeeded() {
        MESSAGES.tokensLast(300, false);
        LaunchSession session = signedIn(MESSAGES);
        MESSAGES.endAllTokens();
        enqueued(session);
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
    }

    @Test
    void anAddendumIsADocumentOfItsOwnThatNamesItsNoteAndWaitsForIt() {
        LaunchSession session = signedIn(MESSAGES);
        RECEIVER.next(MllpReceiver.refuses("AE", "|204^Unknown key identifier^HL70357|E"));
        String note = enqueued(session);
        delivery.enqueueAddendum(session, document(session, note), List.of(addendum(session, note, 1)));
        worker.deliverDue();
        assertThat(states(session)).containsExactly(State.REFUSED, State.WRITTEN, State.PENDING);
        delivery.retry(session, delivery.states(session).get(0).id());
        worker.deliverDue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(messages("MDM").get(2))
                .contains(
                        "|MDM^T06^MDM_T02|", "|||" + note + "-a1^CHARTSIDE|" + note + "^CHARTSIDE|", "||Addition 1.||")
                .doesNotContain("Cough");
    }

    @Test
    void aReceiverWithoutAddendaGetsTheWholeNoteAgainUnderItsNumber() {
        LaunchSession session = signedIn(DEDUPLICATING);
        String note = enqueued(session);
        List<Bundle> addenda = List.of(addendum(session, note, 1), addendum(session, note, 2));
        delivery.enqueueAddendum(session, document(session, note), addenda.subList(0, 1));
        delivery.enqueueAddendum(session, document(session, note), addenda);
        worker.deliverDue();
        assertThat(states(session)).hasSize(4).containsOnly(State.WRITTEN);
        assertThat(messages("MDM")).hasSize(3);
        assertThat(messages("MDM").get(2))
                .contains("|MDM^T08^MDM_T02|", "|||" + note + "^CHARTSIDE||||")
                .containsSubsequence("Cough for two weeks.", "Addition 1.", "Addition 2.")
                .containsSubsequence("2026-11-22 15:04 UTC", "2026-11-22 16:04 UTC", "2026-11-22 17:04 UTC");
    }

    /** Whatever the receiver does in whatever order, no message is sent again after one of it may have arrived. */
    @Test
    void underRandomConductNothingArrivesTwice() {
        Random random = new Random(20261130);
        LaunchSession session = signedIn(MESSAGES);
        List<Conduct> conducts = List.of(
                MllpReceiver.answers("AA"),
                MllpReceiver.answers("AE"),
                MllpReceiver.answers("CA"),
                MllpReceiver.hangsUp(),
                MllpReceiver.hangsUpAtOnce(),
                MllpReceiver.says("garbage"),
                MllpReceiver.says(MllpReceiver.block("MSH|")));
        for (int round = 0; round < 12; round++) {
            for (int i = random.nextInt(4); i > 0; i--) {
                RECEIVER.next(conducts.get(random.nextInt(conducts.size())));
            }
            enqueued(session);
            worker.deliverDue();
            CLOCK.forward(Duration.ofSeconds(random.nextInt(60)));
            worker.deliverDue();
        }
        for (int turn = 0; turn < 5; turn++) {
            CLOCK.forward(Duration.ofMinutes(20));
            worker.deliverDue();
        }
        List<String> ids =
                RECEIVER.received().stream().map(MllpReceiver::controlId).toList();
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(12);
        assertThat(delivery.states(session)).extracting(DeliveryState::state).doesNotContain(State.PENDING);
    }

    private static Bundle addendum(LaunchSession session, String note, int number) {
        return WholeVisit.withPeople(WholeVisit.addendum(session, note, number));
    }

    private static List<String> messages(String type) {
        return RECEIVER.received().stream()
                .filter(message -> message.contains("|" + type + "^"))
                .toList();
    }

    private static Set<String> controlIds(String type) {
        Set<String> ids = new HashSet<>();
        messages(type).forEach(message -> ids.add(MllpReceiver.controlId(message)));
        return ids;
    }

    private String enqueued(LaunchSession session) {
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(session, document(session, note));
        return note;
    }

    private static Bundle document(LaunchSession session, String name) {
        return WholeVisit.withPeople(WholeVisit.of(session, name));
    }
}
