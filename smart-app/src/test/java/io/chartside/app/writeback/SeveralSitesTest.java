package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.MllpReceiver;
import io.chartside.app.writeback.DeliveryState.State;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;

/** Sites side by side: what one does is nothing to another. */
class SeveralSitesTest extends VendorTest {

    @Test
    void whileOneReceiverIsSilent_anotherEhrGetsItsNote() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch speaks = new CountDownLatch(1);
        RECEIVER.next(MllpReceiver.silent(taken, speaks));
        LaunchSession silent = signedIn(MESSAGES);
        LaunchSession other = signedIn(EHR);
        try {
            delivery.enqueue(silent, WholeVisit.withPeople(WholeVisit.of(silent, "n-" + UUID.randomUUID())));
            CompletableFuture<?> waiting = CompletableFuture.runAsync(worker::deliverDue);
            assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();
            delivery.enqueue(other, SignedVisit.of(other, "n-" + UUID.randomUUID()));
            CompletableFuture.runAsync(worker::deliverDue);
            awaitWritten(other);
            assertThat(EHR.shelf().all(DocumentReference.class)).hasSize(1);
            worker.turn();
            org.awaitility.Awaitility.await()
                    .atMost(java.time.Duration.ofSeconds(20))
                    .until(() -> RECORD.shelf().all(org.hl7.fhir.r4.model.AuditEvent.class).stream()
                            .anyMatch(told -> told.getType().getCode().equals("110106")));
            assertThat(waiting).as("the silent one is still waited for").isNotDone();
            assertThat(states(silent)).containsOnly(State.PENDING);
            speaks.countDown();
            waiting.get(20, TimeUnit.SECONDS);
        } finally {
            speaks.countDown();
        }
        worker.deliverDue();
        assertThat(states(silent)).containsOnly(State.WRITTEN);
        assertThat(RECEIVER.received()).as("one after the other, each once").hasSize(2);
    }

    private void awaitWritten(LaunchSession session) {
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(20))
                .until(() -> states(session).stream().allMatch(state -> state == State.WRITTEN));
    }
}
