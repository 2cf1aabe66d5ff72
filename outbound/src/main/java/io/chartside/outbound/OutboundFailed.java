package io.chartside.outbound;

/**
 * The network or the other side failed. {@link #reach()} tells whether the request can have had an effect there, which
 * decides between trying again and asking first.
 */
public final class OutboundFailed extends RuntimeException {

    /** How far the request came. */
    public enum Reach {
        /** No connection came about: the other side has seen nothing. */
        NOT_SENT,
        /** The request left, or may have; its answer did not arrive whole. */
        ANSWER_LOST
    }

    private final Reach reach;

    OutboundFailed(Reach reach, String reason, Throwable cause) {
        super(reason, cause);
        this.reach = reach;
    }

    /** Whether the other side can have seen the request. */
    public Reach reach() {
        return reach;
    }
}
