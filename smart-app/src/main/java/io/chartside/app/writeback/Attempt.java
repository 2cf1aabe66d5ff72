package io.chartside.app.writeback;

import io.chartside.app.words.Texts;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** How one attempt ended, and what the ledger makes of it. Pure: the whole state machine is {@link #next}. */
sealed interface Attempt {

    /** The EHR has it, under this reference: {@code Type/id}, with {@code /_history/} and the version where it is known. */
    record Done(String reference) implements Attempt {}

    /** The EHR said no. */
    record Refused(List<String> reasons) implements Attempt {}

    /**
     * Nothing was sent, or the EHR was too busy to look at it.
     *
     * @param atLeast what the EHR asked for ({@code Retry-After}); zero when it did not
     */
    record NotSent(String reason, Duration atLeast) implements Attempt {
        NotSent(String reason) {
            this(reason, Duration.ZERO);
        }
    }

    /** It was sent, or may have been; no answer came. */
    record AnswerLost(String reason) implements Attempt {}

    /** The clinician's token has ended. */
    record SignInNeeded() implements Attempt {}

    /** The EHR was asked after a lost answer, and does not have it. */
    record Absent() implements Attempt {}

    /** Whether the EHR has it cannot be asked, and it must not be sent again: only a look into its chart tells. */
    record OnlyALookTells(String reason) implements Attempt {}

    /** What the ledger keeps of it cannot be read; nothing was sent this time. */
    record Unreadable(UUID id) implements Attempt {}

    /**
     * What the ledger notes.
     *
     * @param delay until the next attempt or question; meaningless in a final state
     */
    record Entry(
            DeliveryState.State state,
            boolean waitsForSignIn,
            Duration delay,
            List<String> reasons,
            String reference) {}

    /** Waits between attempts; the last one repeats. */
    List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15));

    /** @param attempts made so far */
    static Duration delay(int attempts) {
        return DELAYS.get(Math.min(Math.max(attempts, 1), DELAYS.size()) - 1);
    }

    /** Whether only a person can clear up what is UNKNOWN after it. */
    default boolean leavesItToAPerson() {
        return this instanceof OnlyALookTells || this instanceof Unreadable;
    }

    /**
     * The entry after an attempt. From UNKNOWN, only an answer leads on: that the EHR has it, refuses it, or was asked and
     * does not have it. Anything short of an answer leaves it UNKNOWN.
     *
     * @param before PENDING for a create, UNKNOWN for a question or a create that is safe to repeat
     * @param attempts made so far, this one included
     */
    default Entry next(DeliveryState.State before, int attempts) {
        Duration delay = delay(attempts);
        if (this instanceof Done done) {
            return new Entry(DeliveryState.State.WRITTEN, false, Duration.ZERO, List.of(), done.reference());
        }
        if (this instanceof Refused refused) {
            return new Entry(DeliveryState.State.REFUSED, false, Duration.ZERO, refused.reasons(), "");
        }
        if (this instanceof NotSent notSent) {
            Duration longer = delay.compareTo(notSent.atLeast()) < 0 ? notSent.atLeast() : delay;
            return new Entry(before, false, longer, List.of(notSent.reason()), "");
        }
        if (this instanceof AnswerLost lost) {
            return new Entry(DeliveryState.State.UNKNOWN, false, delay, List.of(lost.reason()), "");
        }
        if (this instanceof OnlyALookTells unasked) {
            return new Entry(DeliveryState.State.UNKNOWN, false, Duration.ZERO, List.of(unasked.reason()), "");
        }
        if (this instanceof Unreadable unreadable) {
            boolean perhapsSent = before == DeliveryState.State.UNKNOWN;
            String reason =
                    Texts.kept(perhapsSent ? "ledger.unreadable-perhaps-sent" : "ledger.unreadable", unreadable.id());
            return new Entry(
                    perhapsSent ? before : DeliveryState.State.REFUSED, false, Duration.ZERO, List.of(reason), "");
        }
        if (this instanceof Absent) {
            return new Entry(DeliveryState.State.PENDING, false, Duration.ZERO, List.of(), "");
        }
        return new Entry(before, true, Duration.ZERO, List.of(Texts.kept("ledger.next-sign-in")), "");
    }
}
