package io.chartside.app.review;

/** The draft was changed elsewhere in the same place; nothing was stored and nothing is lost. */
public final class EditConflict extends RuntimeException {
    private final Kind kind;
    private final transient String theirs;
    private final String version;

    EditConflict(Kind kind, String theirs, String version) {
        super("the draft was changed elsewhere: " + kind);
        this.kind = kind;
        this.theirs = theirs;
        this.version = version;
    }

    /** What happened elsewhere. */
    public enum Kind {
        /** The same statement, or the same suggestion, now says something else. */
        CHANGED,
        /** A newer draft of this visit took its place. */
        REPLACED,
        /** The note was signed. */
        SIGNED
    }

    public Kind kind() {
        return kind;
    }

    /** What stands there now; empty when it was removed. Health data: for the page, never for the log. */
    public String theirs() {
        return theirs;
    }

    /** Version of the Composition now. */
    public String version() {
        return version;
    }
}
