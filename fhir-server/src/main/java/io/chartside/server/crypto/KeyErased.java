package io.chartside.server.crypto;

/** The patient's key was destroyed: what it sealed cannot be read again. */
public final class KeyErased extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeyErased() {
        super("the patient's key was destroyed");
    }
}
