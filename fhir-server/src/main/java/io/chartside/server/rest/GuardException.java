package io.chartside.server.rest;

/** What the request guard refuses, with its status; the message never repeats the input. */
final class GuardException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String retryAfter;

    GuardException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = Unavailability.RETRY_AFTER;
    }

    /** @param seconds after which another try may do better */
    GuardException(int status, String message, int seconds) {
        super(message, null, false, false);
        this.status = status;
        this.retryAfter = String.valueOf(seconds);
    }

    String retryAfter() {
        return retryAfter;
    }

    int status() {
        return status;
    }
}
