package io.chartside.server.command.bench;

/** A measurement that could not be made; the message is for the person at the terminal. */
final class BenchFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailed(String message) {
        super(message);
    }
}
