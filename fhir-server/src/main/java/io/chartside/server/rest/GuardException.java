package io.chartside.server.rest;

/** What the request guard refuses, with its status; the message never repeats the input. */
final class GuardException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    GuardException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
