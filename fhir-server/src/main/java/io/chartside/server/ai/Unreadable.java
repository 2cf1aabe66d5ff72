package io.chartside.server.ai;

/** A model's answer is not what was asked for. It carries nothing of the answer. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable() {
        super("the answer is not what was asked for");
    }
}
