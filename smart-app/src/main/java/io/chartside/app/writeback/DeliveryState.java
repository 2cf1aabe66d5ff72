package io.chartside.app.writeback;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One write in the ledger, for the page.
 *
 * @param id names it to {@link Delivery#retry} and {@link Delivery#confirm}
 * @param what it is, such as {@code Note} or {@code Diagnosis: Essential hypertension}
 * @param state where it stands
 * @param withdrawn whether it is void, or belongs to what is void and never arrived: then it is not sent again
 * @param waitsForSignIn whether it goes on only after the clinician's next launch
 * @param attempts sent so far
 * @param reasons the EHR's own words, for a refusal; or what went wrong last
 * @param reference {@code Type/id} at the EHR, or the message's control id, once written
 */
public record DeliveryState(
        UUID id,
        String what,
        State state,
        boolean withdrawn,
        boolean waitsForSignIn,
        int attempts,
        List<String> reasons,
        Optional<String> reference,
        Instant changedAt) {

    /** The states of the ledger. */
    public enum State {
        /** To be sent, or being sent. */
        PENDING,
        /** The EHR has it. Final. */
        WRITTEN,
        /** The EHR has said no; a person may have it tried again. */
        REFUSED,
        /** The answer was lost: the EHR may or may not have it. Asked where the EHR can be asked, else a person decides. */
        UNKNOWN
    }

    public DeliveryState {
        Objects.requireNonNull(state);
        reasons = List.copyOf(reasons);
    }

    @Override
    public String toString() {
        return id + " " + state;
    }
}
