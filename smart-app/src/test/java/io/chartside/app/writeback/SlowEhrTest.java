package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.simulator.StrictEhr;
import io.chartside.app.testing.SmartServer.Fault;
import io.chartside.app.writeback.DeliveryState.State;
import java.time.Duration;
import org.hl7.fhir.r4.model.DocumentReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An EHR that files what it is sent and answers only after the time limit of its profile: nothing is there twice. */
class SlowEhrTest extends VendorTest {

    @AfterEach
    void fastAgain() {
        EPIC.calm();
        MEDPLUM.calm();
    }

    private static long posts(StrictEhr ehr) {
        return ehr.server().requests("/DocumentReference").stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    /** It cannot be asked: only the clinician, who looks into the chart, may say. */
    @Test
    void epic_answersTooLate_staysUnknown_andIsSentNothingMore() {
        LaunchSession session = signedIn(EPIC);
        EPIC.server().fault(new Fault("/DocumentReference", "POST", Fault.LATE, "", true));
        delivered(session);
        assertThat(states(session)).first().isEqualTo(State.UNKNOWN);
        CLOCK.forward(Duration.ofMinutes(30));
        worker.deliverDue();
        assertThat(posts(EPIC)).isEqualTo(1);
        assertThat(EPIC.server().shelf().all(DocumentReference.class)).hasSize(1);
        DeliveryState unknown = delivery.states(session).get(0);
        assertThat(delivery.confirm(session, unknown.id())).isTrue();
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(posts(EPIC)).isEqualTo(1);
    }

    /** It is asked before anything is sent again, and has it. */
    @Test
    void plainServer_answersTooLate_isAskedAndHasIt() {
        LaunchSession session = signedIn(MEDPLUM);
        MEDPLUM.server().fault(new Fault("/DocumentReference", "POST", Fault.LATE, "", true));
        delivered(session);
        assertThat(states(session)).contains(State.UNKNOWN);
        for (int turn = 0; turn < 4; turn++) {
            CLOCK.forward(Duration.ofMinutes(6));
            worker.deliverDue();
        }
        assertThat(states(session)).containsOnly(State.WRITTEN);
        assertThat(MEDPLUM.server().shelf().all(DocumentReference.class)).hasSize(1);
    }
}
