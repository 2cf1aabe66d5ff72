package io.chartside.server.crypto;

/** Stored bytes were changed, swapped with another row's or rolled back, or their key is another one. */
public final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SealBroken(Throwable cause) {
        super("stored data does not open under its key and place", cause);
    }

    public SealBroken(String what) {
        super(what);
    }
}
