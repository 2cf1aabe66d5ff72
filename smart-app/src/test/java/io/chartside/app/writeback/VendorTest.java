package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchKey;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.launch.LaunchSessions;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.simulator.WholeVisit;
import io.chartside.app.testing.PluginTest;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.writeback.DeliveryState.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Signed work on its way into EHRs, with a ledger that begins empty. */
abstract class VendorTest extends PluginTest {

    @Autowired
    Delivery delivery;

    @Autowired
    DeliveryWorker worker;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient database;

    @Autowired
    LaunchSessions sessions;

    @BeforeEach
    void emptyLedger() {
        database.sql("delete from delivery").update();
        database.sql("delete from owed_report").update();
        RECEIVER.calm();
    }

    LaunchSession signedIn(StrictEhr ehr) {
        return signedIn(ehr.server());
    }

    LaunchSession signedIn(SmartServer ehr) {
        return signedIn(ehr, "p1", "e1");
    }

    /** A launch of one patient's visit. */
    LaunchSession signedIn(SmartServer ehr, String patient, String encounter) {
        return sessions.find(LaunchKey.ofId(launch(ehr, browser(), patient, encounter)))
                .orElseThrow();
    }

    /** A visit with one of each kind of signed work, sent once. */
    String delivered(LaunchSession session) {
        String note = owed(session);
        worker.deliverDue();
        return note;
    }

    /** A visit with one of each kind of signed work, to be sent. */
    String owed(LaunchSession session) {
        String note = "n-" + UUID.randomUUID();
        delivery.enqueue(session, WholeVisit.of(session, note));
        return note;
    }

    /** The next write of the site, in this process's hands. */
    Ledger.Claim claim(String site) {
        return (Ledger.Claim) ledger.take(site).orElseThrow();
    }

    List<State> states(LaunchSession session) {
        return delivery.states(session).stream().map(DeliveryState::state).toList();
    }

    List<String> whats(LaunchSession session) {
        return delivery.states(session).stream().map(DeliveryState::what).toList();
    }

    static <R extends Resource> R only(StrictEhr ehr, Class<R> type) {
        List<R> all = ehr.server().shelf().all(type);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    static String text(DocumentReference note) {
        return new String(note.getContentFirstRep().getAttachment().getData(), StandardCharsets.UTF_8);
    }
}
