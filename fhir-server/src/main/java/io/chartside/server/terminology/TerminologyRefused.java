package io.chartside.server.terminology;

/** A question that the terminology held here does not answer. Its message is for the client and repeats no value. */
public final class TerminologyRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Reason reason;

    /** Why there is no answer. */
    public enum Reason {
        /** Nobody here knows the code system, value set, map or code. */
        UNKNOWN,
        /** It is known, but its content, or that part of it, is not here, so nothing can be said. */
        NOT_HELD,
        TOO_COSTLY,
        NOT_SUPPORTED
    }

    TerminologyRefused(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static TerminologyRefused unknown(String what) {
        return new TerminologyRefused(Reason.UNKNOWN, what + " is not held here");
    }

    static TerminologyRefused notHeld(String what) {
        return new TerminologyRefused(Reason.NOT_HELD, what);
    }

    static TerminologyRefused notSupported(String what) {
        return new TerminologyRefused(Reason.NOT_SUPPORTED, what);
    }

    public Reason reason() {
        return reason;
    }
}
