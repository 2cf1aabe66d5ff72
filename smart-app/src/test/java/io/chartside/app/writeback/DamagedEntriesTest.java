package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;

/** A row that cannot be read, since it was changed or the key folder is another one, stands in nobody's way and is told. */
class DamagedEntriesTest extends VendorTest {

    private LaunchSession session;

    private String enqueued(LaunchSession launch) {
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(launch, SignedVisit.of(launch, note));
        return note;
    }

    /** The first write of a signed visit: its note. */
    private UUID first() {
        return delivery.states(session).get(0).id();
    }

    private void damage(String part, UUID id) {
        assertThat(database.sql("update delivery set " + part + " = '\\x00' where id = ?")
                        .param(id)
                        .update())
                .isEqualTo(1);
    }

    private static List<AuditEvent> alerts() {
        return RECORD.shelf().all(AuditEvent.class).stream()
                .filter(event -> event.getType().getCode().equals("110113"))
                .toList();
    }

    @Test
    void oneThatCannotBeOpened_isSetAsideAndTheOthersGoOn() {
        session = signedIn(EHR);
        enqueued(session);
        UUID damaged = first();
        damage("sealed_write", damaged);
        LaunchSession other = signedIn(EHR, "p2", "e2");
        enqueued(other);
        worker.deliverDue();
        assertThat(states(other)).containsOnly(State.WRITTEN);
        assertThat(states(session)).containsExactly(State.REFUSED, State.WRITTEN);
        assertThat(delivery.states(session).get(0))
                .satisfies(shown -> assertThat(shown.what()).isEqualTo("A part of the signed visit"))
                .satisfies(shown -> assertThat(shown.reasons())
                        .singleElement()
                        .asString()
                        .contains("cannot be read", damaged.toString(), "Nothing of it was sent"));
    }

    @Test
    void whatIsSetAside_isOnRecordWithItsPatientAndWithoutContent() {
        session = signedIn(EHR);
        enqueued(session);
        UUID damaged = first();
        damage("sealed_write", damaged);
        worker.deliverDue();
        assertThat(alerts()).singleElement().satisfies(alert -> {
            assertThat(alert.getOutcome()).isEqualTo(AuditEventOutcome._8);
            assertThat(alert.getEntity())
                    .extracting(entity -> entity.getWhat().hasReference()
                            ? entity.getWhat().getReference()
                            : entity.getWhat().getIdentifier().getValue())
                    .containsExactly(
                            damaged.toString(),
                            "Patient/" + session.record().patient().orElseThrow());
        });
        worker.deliverDue();
        assertThat(alerts()).as("once").hasSize(1);
    }

    @Test
    void tryAgain_makesItAnewFromTheSignedNote() {
        session = signedIn(EHR);
        String note = enqueued(session);
        damage("sealed_write", first());
        worker.deliverDue();
        assertThat(EHR.shelf().all(DocumentReference.class)).isEmpty();
        delivery.enqueue(session, SignedVisit.of(session, note));
        worker.deliverDue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(EHR.shelf().all(DocumentReference.class)).hasSize(1);
    }

    /** It may be at the EHR: that is not taken for refused. */
    @Test
    void oneWhoseAnswerWasLost_staysUnknownUntilSomebodyHasLooked() {
        session = signedIn(ASKING);
        ASKING.fault(new Fault("/DocumentReference", "POST", 0, "", true));
        enqueued(session);
        worker.deliverDue();
        UUID lost = first();
        damage("sealed_write", lost);
        CLOCK.forward(Duration.ofMinutes(1));
        worker.deliverDue();
        assertThat(delivery.states(session).get(0)).satisfies(shown -> {
            assertThat(shown.state()).isEqualTo(State.UNKNOWN);
            assertThat(shown.reasons()).singleElement().asString().contains(lost.toString());
        });
        CLOCK.forward(Duration.ofHours(1));
        worker.deliverDue();
        assertThat(alerts()).as("not looked at again").hasSize(1);
        assertThat(delivery.confirm(session, lost)).isTrue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
    }

    /** Where the note lies at the EHR cannot be read: its addendum cannot follow it, other notes go. */
    @Test
    void oneThatFollowsWhatCannotBeRead_isSetAsideToo() {
        session = signedIn(ASKING);
        String note = enqueued(session);
        worker.deliverDue();
        damage("sealed_outcome", first());
        delivery.enqueueAddendum(
                session, SignedVisit.of(session, note), List.of(WholeVisit.addendum(session, note, 1)));
        LaunchSession other = signedIn(ASKING, "p2", "e2");
        enqueued(other);
        worker.deliverDue();
        assertThat(states(other)).containsOnly(State.WRITTEN);
        assertThat(delivery.states(session))
                .filteredOn(shown -> shown.what().equals("Addendum"))
                .singleElement()
                .satisfies(shown -> assertThat(shown.state()).isEqualTo(State.REFUSED));
    }
}
