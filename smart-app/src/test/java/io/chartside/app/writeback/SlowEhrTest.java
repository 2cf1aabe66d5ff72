package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.launch.LaunchSession;
import io.chartside.app.testing.SmartServer;
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
        IMPATIENT.calm();
        IMPATIENT_ASKING.calm();
    }

    private static long posts(SmartServer ehr) {
        return ehr.requests("/DocumentReference").stream()
                .filter(request -> request.method().equals("POST"))
                .count();
    }

    /** Both are waited for at once. One can be asked before anything is sent again; of the other only the clinician may say. */
    @Test
    void answersTooLate_staysUnknownAndIsSentNothingMore_orIsAskedAndHasIt() {
        LaunchSession cannotBeAsked = signedIn(IMPATIENT);
        LaunchSession canBeAsked = signedIn(IMPATIENT_ASKING);
        IMPATIENT.fault(new Fault("/DocumentReference", "POST", Fault.LATE, "", true));
        IMPATIENT_ASKING.fault(new Fault("/DocumentReference", "POST", Fault.LATE, "", true));
        owed(cannotBeAsked);
        owed(canBeAsked);
        worker.deliverDue();
        assertThat(states(cannotBeAsked)).first().isEqualTo(State.UNKNOWN);
        assertThat(states(canBeAsked)).contains(State.UNKNOWN);
        for (int turn = 0; turn < 5; turn++) {
            CLOCK.forward(Duration.ofMinutes(6));
            worker.deliverDue();
        }

        assertThat(posts(IMPATIENT)).isEqualTo(1);
        assertThat(IMPATIENT.shelf().all(DocumentReference.class)).hasSize(1);
        DeliveryState unknown = delivery.states(cannotBeAsked).get(0);
        assertThat(delivery.confirm(cannotBeAsked, unknown.id())).isTrue();
        assertThat(states(cannotBeAsked)).containsOnly(State.WRITTEN);
        assertThat(posts(IMPATIENT)).isEqualTo(1);

        assertThat(states(canBeAsked)).containsOnly(State.WRITTEN);
        assertThat(IMPATIENT_ASKING.shelf().all(DocumentReference.class)).hasSize(1);
    }
}
