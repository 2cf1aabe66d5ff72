package io.chartside.server.ai.speech;

/** What was sent as a recording is none that can be understood. */
public final class NotAudio extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAudio(String reason) {
        super(reason, null, false, false);
    }
}
