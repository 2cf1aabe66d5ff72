package io.chartside.app.hl7v2;

import io.chartside.mappings.hl7v2.Acknowledgment;

/** How the exchange of one message ended. */
public sealed interface Answer {

    /** AA, or CA where nothing else is to come. */
    record Accepted() implements Answer {}

    /** AE, AR, CE or CR: the receiver does not take it. */
    record Refused(Acknowledgment acknowledgment) implements Answer {}

    /**
     * The receiver has certainly not taken it, and may later.
     *
     * @param arrived whether the receiver says so itself, and has seen it
     */
    record NotTaken(String reason, boolean arrived) implements Answer {}

    /** It left, or may have; whether it was taken is not known. */
    record Lost(String reason) implements Answer {}
}
