package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the ledger keeps of a write, and for how long. */
class LedgerRetentionTest extends VendorTest {
    @Autowired
    private LedgerSeals seals;

    @Autowired
    private LedgerRetention retention;

    /** The texts that whoever has the plugin's key could read. */
    private List<String> texts() {
        return database.sql(
                        "select id, sealed_write from delivery where sealed_write is not null order by created_at, place")
                .query((rows, number) -> seals.write(rows.getObject(1, UUID.class), rows.getBytes(2))
                        .text())
                .list();
    }

    private long named() {
        return database.sql("select count(*) from delivery where sealed_write is not null")
                .query(Long.class)
                .single();
    }

    private String enqueued(LaunchSession session) {
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(session, SignedVisit.of(session, note));
        return note;
    }

    @Test
    void whatIsWritten_losesItsText_andKeepsItsName() {
        LaunchSession session = signedIn(EHR);
        enqueued(session);
        assertThat(texts()).hasSize(2).noneMatch(String::isEmpty);
        worker.deliverDue();
        retention.run();
        assertThat(texts()).hasSize(2).allMatch(String::isEmpty);
        assertThat(whats(session)).first().isEqualTo("Note");
    }

    @Test
    void whatMayStillBeSentOrAskedAbout_keepsItsText() {
        LaunchSession session = signedIn(EHR);
        EHR.fault(new Fault("/DocumentReference", "POST", 0, "", true));
        enqueued(session);
        worker.deliverDue();
        assertThat(states(session)).containsExactly(State.UNKNOWN, State.WRITTEN);
        CLOCK.forward(Duration.ofDays(31));
        retention.run();
        assertThat(texts()).singleElement().asString().contains("DocumentReference");
        LaunchSession again = signedIn(EHR);
        assertThat(delivery.confirm(again, delivery.states(again).get(0).id())).isTrue();
        retention.run();
        assertThat(texts()).singleElement().asString().isEmpty();
    }

    @Test
    void whatIsVoidBeforeItLeaves_losesItsText() {
        LaunchSession session = signedIn(EHR);
        enqueued(session);
        database.sql("update delivery set withdrawn = true").update();
        retention.run();
        assertThat(texts()).hasSize(2).allMatch(String::isEmpty);
    }

    @Test
    void afterAWhile_nothingIsKeptButThatItWasDelivered_andItsAddendumStillFindsIt() {
        LaunchSession session = signedIn(ORACLE);
        String note = delivered(session);
        int writes = states(session).size();
        CLOCK.forward(Duration.ofDays(29));
        retention.run();
        assertThat(named()).isEqualTo(writes);
        CLOCK.forward(Duration.ofDays(2));
        retention.run();
        assertThat(named()).isZero();
        LaunchSession later = signedIn(ORACLE);
        assertThat(states(later)).hasSize(writes).containsOnly(State.WRITTEN);
        assertThat(whats(later)).containsOnly("A part of the signed visit");
        delivery.enqueue(later, WholeVisit.of(later, note));
        delivery.enqueueAddendum(later, WholeVisit.of(later, note), List.of(WholeVisit.addendum(later, note, 1)));
        worker.deliverDue();
        assertThat(states(later)).hasSize(writes + 1).containsOnly(State.WRITTEN);
        assertThat(only(ORACLE, DocumentReference.class).getMeta().getVersionId())
                .as("a new version of the same document")
                .isEqualTo("2");
    }

    /** The key folder may be another one for a while: what cannot be read is not thrown away. */
    @Test
    void referenceThatCannotBeRead_isKept() {
        LaunchSession session = signedIn(EHR);
        enqueued(session);
        worker.deliverDue();
        database.sql("update delivery set sealed_outcome = '\\x00'").update();
        CLOCK.forward(Duration.ofDays(31));
        retention.run();
        assertThat(named()).isZero();
        assertThat(database.sql("select count(*) from delivery where sealed_outcome = '\\x00'")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void whatWasRefusedLongAgo_isMadeAnewFromTheSignedNote() {
        LaunchSession session = signedIn(EHR);
        EHR.fault(new Fault("/DocumentReference", "POST", 422, "", false));
        String note = enqueued(session);
        worker.deliverDue();
        CLOCK.forward(Duration.ofDays(31));
        retention.run();
        assertThat(named()).isZero();
        LaunchSession later = signedIn(EHR);
        UUID refused = delivery.states(later).get(0).id();
        assertThat(delivery.retry(later, refused))
                .as("there is nothing to send")
                .isFalse();
        delivery.planAnew(later, refused);
        delivery.enqueue(later, SignedVisit.of(later, note));
        worker.deliverDue();
        assertThat(states(later)).containsOnly(State.WRITTEN);
    }
}
