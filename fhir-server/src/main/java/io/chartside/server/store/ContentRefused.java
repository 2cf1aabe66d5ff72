package io.chartside.server.store;

/** Content is not taken, or not given right now. */
public final class ContentRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Larger than the limit. */
        TOO_LARGE,
        /** Not arrived within the time an upload may take. */
        TOO_SLOW,
        /** As many contents as may be are on their way in or out. */
        BUSY
    }

    private final Reason reason;

    ContentRefused(Reason reason) {
        super("content refused: " + reason, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
