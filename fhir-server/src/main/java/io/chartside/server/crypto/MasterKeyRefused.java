package io.chartside.server.crypto;

/** The master key of this installation does not open a key: another wrapped it, for another owner, or it was changed. */
public final class MasterKeyRefused extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MasterKeyRefused(String reason) {
        super(reason);
    }

    MasterKeyRefused(String reason, Throwable cause) {
        super(reason, cause);
    }
}
