package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.testing.SmartServer.Fault;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Where the record erases a patient, the ledger deletes what it has of them (MH18). */
class ErasedPatientsTest extends VendorTest {

    @Autowired
    private ErasedPatients erased;

    @Autowired
    private LedgerRetention retention;

    @BeforeEach
    void anotherHour() {
        CLOCK.forward(ErasedPatients.PAUSE);
    }

    private LaunchSession delivered(String patient, String encounter) {
        LaunchSession session = signedIn(EHR, patient, encounter);
        delivery.enqueue(session, SignedVisit.of(session, "n-" + UUID.randomUUID()));
        return session;
    }

    private static String idOf(LaunchSession session) {
        return session.record().patient().orElseThrow();
    }

    private static void recordSays(String parameters) {
        RECORD.fault(new Fault(
                "$erased",
                "POST",
                200,
                "{\"resourceType\":\"Parameters\"" + (parameters.isEmpty() ? "" : ",\"parameter\":[" + parameters + "]")
                        + "}",
                false));
    }

    @Test
    void nothingIsLeftOfWhoWasErased_sentOrNot_andEverythingOfOthers() {
        LaunchSession gone = delivered("p1", "e1");
        worker.deliverDue();
        retention.run();
        delivery.enqueue(gone, SignedVisit.of(gone, "n-" + UUID.randomUUID()));
        LaunchSession other = delivered("p2", "e2");
        int others = states(other).size();
        CLOCK.forward(ErasedPatients.PAUSE);
        recordSays("{\"name\":\"patient\",\"valueId\":\"" + idOf(gone) + "\"}");

        erased.run();

        assertThat(states(gone)).isEmpty();
        assertThat(states(other)).hasSize(others);
        assertThat(database.sql("select count(*) from delivery")
                        .query(Long.class)
                        .single())
                .isEqualTo(others);
        assertThat(RECORD.requests("Patient/$erased"))
                .last()
                .satisfies(asked -> assertThat(asked.body()).contains(idOf(gone), idOf(other)));
        assertThat(RECORD.requests("/oauth/token"))
                .last()
                .satisfies(asked -> assertThat(asked.form())
                        .containsEntry("grant_type", "client_credentials")
                        .containsEntry("scope", "visit-status"));
    }

    @Test
    void recordThatDoesNotTell_losesNothing_andIsAskedOnceAnHour() {
        LaunchSession session = delivered("p1", "e1");
        for (int status : new int[] {403, 500}) {
            CLOCK.forward(ErasedPatients.PAUSE);
            RECORD.fault(new Fault("$erased", "POST", status, "", false));
            erased.run();
            erased.run();
            assertThat(states(session)).isNotEmpty();
        }
        assertThat(RECORD.requests("Patient/$erased")).hasSize(2);
    }

    /** Rows from before the ledger knew patients have theirs once their text goes. */
    @Test
    void rowsFromBefore_areFoundToo() {
        LaunchSession session = delivered("p1", "e1");
        worker.deliverDue();
        database.sql("update delivery set patient = null, holds_text = true").update();
        retention.run();
        CLOCK.forward(ErasedPatients.PAUSE);
        recordSays("{\"name\":\"patient\",\"valueId\":\"" + idOf(session) + "\"}");
        erased.run();
        assertThat(states(session)).isEmpty();
    }
}
