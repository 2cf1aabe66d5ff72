package io.chartside.app.visit;

/**
 * How one part of the signed work fares on its way into the EHR.
 *
 * @param id names the write to try it again or to confirm it
 * @param state {@code pending}, {@code written}, {@code refused} or {@code unknown}
 * @param what the part in words
 * @param detail what the EHR said, or where and when it was written
 * @param withdrawn whether it is never sent again
 */
public record DeliveryLine(String id, String state, String what, String detail, boolean withdrawn) {

    /** One that is in force. */
    public DeliveryLine(String id, String state, String what, String detail) {
        this(id, state, what, detail, false);
    }

    /** Whether the clinician has something to decide. */
    public boolean open() {
        return retryable() || confirmable();
    }

    public boolean retryable() {
        return !withdrawn && (state.equals("refused") || state.equals("unknown"));
    }

    /** Whether only a look into the EHR's chart can tell. */
    public boolean confirmable() {
        return state.equals("unknown");
    }
}
