package io.chartside.app.visit;

/**
 * How one part of the signed work fares on its way into the EHR.
 *
 * @param id names the write to try it again or to confirm it
 * @param state {@code pending}, {@code written}, {@code refused} or {@code unknown}
 * @param what the part in words
 * @param detail what the EHR said, or where and when it was written
 */
public record DeliveryLine(String id, String state, String what, String detail) {

    public boolean retryable() {
        return state.equals("refused") || state.equals("unknown");
    }

    /** Whether only a look into the EHR's chart can tell. */
    public boolean confirmable() {
        return state.equals("unknown");
    }
}
