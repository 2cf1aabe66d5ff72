package io.chartside.server.sealed;

/** Which encounters are sealed sessions: their ids say so, so that a write need not look. */
public final class SealedVisits {
    /** What the logical id of a sealed session begins with; nobody else may choose such an id. */
    static final String PREFIX = "sealed-";

    private SealedVisits() {}

    /** @param encounterId logical id */
    public static boolean isSealed(String encounterId) {
        return encounterId.startsWith(PREFIX);
    }

    /** Why an operation that reads or writes words is not offered on one. */
    public static final String NO_WORDS = "A sealed visit has no words here: it is encrypted between its devices";
}
