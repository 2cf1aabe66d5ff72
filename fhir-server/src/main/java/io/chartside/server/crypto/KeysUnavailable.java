package io.chartside.server.crypto;

/** Keys cannot be had at the moment: what needs them is not answered (503), and never done without them. */
public final class KeysUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeysUnavailable(String reason) {
        super(reason, null, false, false);
    }

    KeysUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
