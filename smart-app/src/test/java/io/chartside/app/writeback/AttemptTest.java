package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.writeback.Attempt.Absent;
import io.chartside.app.writeback.Attempt.AnswerLost;
import io.chartside.app.writeback.Attempt.Done;
import io.chartside.app.writeback.Attempt.NotSent;
import io.chartside.app.writeback.Attempt.Refused;
import io.chartside.app.writeback.Attempt.SignInNeeded;
import io.chartside.app.writeback.DeliveryState.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTest {

    private static final List<Attempt> WITHOUT_AN_ANSWER =
            List.of(new NotSent("x"), new AnswerLost("x"), new SignInNeeded());

    @Test
    void fromUnknownOnlyAnAnswerLeadsOn() {
        for (Attempt attempt : WITHOUT_AN_ANSWER) {
            assertThat(attempt.next(State.UNKNOWN, 3).state())
                    .as(attempt.toString())
                    .isEqualTo(State.UNKNOWN);
        }
        assertThat(new Absent().next(State.UNKNOWN, 3).state()).isEqualTo(State.PENDING);
        assertThat(new Done("DocumentReference/1").next(State.UNKNOWN, 3).state())
                .isEqualTo(State.WRITTEN);
        assertThat(new Refused(List.of("no")).next(State.UNKNOWN, 3).state()).isEqualTo(State.REFUSED);
    }

    @Test
    void whatWasNotSentIsTriedAgainLaterAndLater() {
        assertThat(new NotSent("down").next(State.PENDING, 1).state()).isEqualTo(State.PENDING);
        for (int attempts = 1; attempts < 20; attempts++) {
            assertThat(new NotSent("down").next(State.PENDING, attempts + 1).delay())
                    .isGreaterThanOrEqualTo(
                            new NotSent("down").next(State.PENDING, attempts).delay());
        }
    }

    @Test
    void aLostAnswerIsNeverPendingAgain() {
        assertThat(new AnswerLost("cut").next(State.PENDING, 1).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void anEndedTokenWaitsForTheNextLaunchAndKeepsTheState() {
        assertThat(new SignInNeeded().next(State.PENDING, 1).waitsForSignIn()).isTrue();
        assertThat(new SignInNeeded().next(State.PENDING, 1).state()).isEqualTo(State.PENDING);
    }
}
