package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import io.chartside.mappings.signature.Signer;
import io.chartside.mappings.signature.Withdrawal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What was disclosed is told the record in the name of who disclosed it, whenever they are there to do so. */
class OwedReportsTest extends VendorTest {
    private static final String LOCKED = "|206^Application record locked^HL70357|E";

    @Autowired
    private OwedReports reports;

    private static Bundle document(LaunchSession session) {
        return WholeVisit.withPeople(WholeVisit.of(session, "n-" + UUID.randomUUID()));
    }

    /** A note that has left and was not taken, by a launch that has ended since. */
    private Bundle leftAndNotTaken(LaunchSession session) {
        RECEIVER.next(MllpReceiver.refuses("AE", LOCKED));
        Bundle document = document(session);
        delivery.enqueue(session, document);
        return document;
    }

    private void launchesEnd() {
        database.sql("update launch set ended_at = created_at").update();
    }

    private static List<AuditEventOutcome> disclosures() {
        return RECORD.shelf().all(AuditEvent.class).stream()
                .filter(event -> event.getType().getCode().equals("110106"))
                .map(AuditEvent::getOutcome)
                .toList();
    }

    private static Bundle withdrawn(Bundle document) {
        List<Resource> parts = document.getEntry().stream()
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

    /** It is not sent any more, and what was tried of it is on record all the same. */
    @Test
    void ofANoteThatIsWithdrawnBeforeItWasTaken_goWithItsCliniciansNextLaunch() {
        LaunchSession session = signedIn(MESSAGES);
        Bundle document = leftAndNotTaken(session);
        launchesEnd();
        worker.deliverDue();
        assertThat(delivery.states(session)).extracting(DeliveryState::state).contains(State.PENDING);
        delivery.enqueueWithdrawal(session, withdrawn(document), List.of());
        worker.deliverDue();
        assertThat(disclosures()).isEmpty();
        signedIn(MESSAGES);
        worker.deliverDue();
        assertThat(disclosures())
                .as("the note that was refused, and the charges")
                .containsExactlyInAnyOrder(AuditEventOutcome._4, AuditEventOutcome._0);
    }

    /** More of them than are looked at in a turn. */
    @Test
    void thatWaitForSomebody_holdUpNoOther() {
        LaunchSession session = signedIn(MESSAGES);
        List<Bundle> documents =
                Stream.generate(() -> leftAndNotTaken(session)).limit(25).toList();
        launchesEnd();
        RECEIVER.next(MllpReceiver.refuses("AE", LOCKED));
        worker.deliverDue();
        documents.forEach(document -> delivery.enqueueWithdrawal(session, withdrawn(document), List.of()));
        CLOCK.forward(Duration.ofMinutes(1));
        LaunchSession other = signedIn(DEDUPLICATING);
        delivery.enqueue(other, document(other));
        for (int turn = 0; turn < 3; turn++) {
            worker.deliverDue();
        }
        assertThat(disclosures()).hasSize(2).containsOnly(AuditEventOutcome._0);
    }

    /** As a record that has a rule against it would answer, each time. */
    @Test
    void thatTheRecordRefuses_areOfferedEverMoreRarely() {
        LaunchSession session = signedIn(MESSAGES);
        delivery.enqueue(session, document(session));
        for (int i = 0; i < 100; i++) {
            RECORD.fault(new Fault("/fhir", "POST", 422, "", false));
        }
        for (int minute = 0; minute < 25; minute++) {
            worker.deliverDue();
            CLOCK.forward(Duration.ofMinutes(1));
        }
        long offered = RECORD.requests("/fhir").stream()
                .filter(request -> request.body().contains("110106"))
                .count();
        assertThat(offered).as("of two writes, in 25 turns").isBetween(4L, 14L);
        RECORD.calm();
        CLOCK.forward(Duration.ofMinutes(15));
        signedIn(MESSAGES);
        worker.deliverDue();
        assertThat(disclosures()).hasSize(2);
    }

    @Test
    void thatGoLater_leaveTheTimeAtWhichItsWriteArrived() {
        LaunchSession session = signedIn(MESSAGES);
        delivery.enqueue(session, document(session));
        launchesEnd();
        worker.deliverDue();
        List<DeliveryState> arrived = delivery.states(session);
        assertThat(arrived).extracting(DeliveryState::state).containsOnly(State.WRITTEN);
        CLOCK.forward(Duration.ofHours(1));
        signedIn(MESSAGES);
        worker.deliverDue();
        assertThat(disclosures()).hasSize(2);
        assertThat(delivery.states(session)).isEqualTo(arrived);
    }

    @Test
    void thatCannotBeOpened_holdUpNoOther() {
        LaunchSession session = signedIn(MESSAGES);
        delivery.enqueue(session, document(session));
        launchesEnd();
        worker.deliverDue();
        assertThat(database.sql("update owed_report set sealed = '\\x00'").update())
                .isEqualTo(2);
        signedIn(MESSAGES);
        LaunchSession other = signedIn(DEDUPLICATING);
        delivery.enqueue(other, document(other));
        worker.deliverDue();
        assertThat(disclosures()).isNotEmpty().containsOnly(AuditEventOutcome._0);
    }

    /** Two processes look at once: each report is sent by one of them. */
    @Test
    void manyTakersAtOnce_takeEachReportOnce() throws Exception {
        LaunchSession session = signedIn(MESSAGES);
        for (int note = 0; note < 10; note++) {
            delivery.enqueue(session, document(session));
        }
        launchesEnd();
        worker.deliverDue();
        signedIn(MESSAGES);
        int owed = database.sql("select count(*) from owed_report")
                .query(Integer.class)
                .single();
        assertThat(owed).isEqualTo(20);
        List<CompletableFuture<List<UUID>>> takers = Stream.generate(() -> CompletableFuture.supplyAsync(this::takeAll))
                .limit(4)
                .toList();
        List<UUID> taken = new ArrayList<>();
        for (CompletableFuture<List<UUID>> taker : takers) {
            taken.addAll(taker.get(1, TimeUnit.MINUTES));
        }
        assertThat(taken).hasSize(owed).doesNotHaveDuplicates();
    }

    private List<UUID> takeAll() {
        List<UUID> taken = new ArrayList<>();
        for (Optional<OwedReports.Report> one = reports.take(); one.isPresent(); one = reports.take()) {
            taken.add(one.get().id());
        }
        return taken;
    }

    /** It may have been sent, and may not: the record has it twice rather than never. */
    @Test
    void thatAProcessDiedWith_areTakenAgain() {
        LaunchSession session = signedIn(MESSAGES);
        delivery.enqueue(session, document(session));
        launchesEnd();
        worker.deliverDue();
        signedIn(MESSAGES);
        assertThat(takeAll()).hasSize(2);
        CLOCK.forward(Duration.ofMinutes(4));
        worker.deliverDue();
        assertThat(disclosures()).as("in other hands").isEmpty();
        CLOCK.forward(Duration.ofMinutes(2));
        signedIn(MESSAGES);
        worker.deliverDue();
        assertThat(disclosures()).hasSize(2);
    }

    /** The sign-in that it waits for came while it was found to be needed. */
    @Test
    void thatWaitForASignInThatHasCome_goOnAtOnce() {
        LaunchSession session = signedIn(MESSAGES);
        delivery.enqueue(session, document(session));
        launchesEnd();
        worker.deliverDue();
        signedIn(MESSAGES);
        OwedReports.Report taken = reports.take().orElseThrow();
        database.sql("update owed_report set launch_hash = decode(repeat('01', 32), 'hex') where id = ?")
                .param(taken.id())
                .update();
        reports.waitForSignIn(taken);
        assertThat(takeAll()).contains(taken.id());
    }

    /** A claim that ran out settles nothing; what it has disclosed is told all the same. */
    @Test
    void ofAClaimThatRanOut_areOwedAllTheSame() {
        LaunchSession session = signedIn(MESSAGES);
        delivery.enqueue(session, document(session));
        Ledger.Claim late = claim("messages");
        CLOCK.forward(Duration.ofMinutes(6));
        ledger.recover();
        Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
        ledger.settle(late, new Attempt.Done("1"), Optional.of(batch));
        assertThat(takeAll()).hasSize(1);
    }
}
