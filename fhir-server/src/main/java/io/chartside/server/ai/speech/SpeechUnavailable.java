package io.chartside.server.ai.speech;

/** The service cannot be reached, refused, or broke off. The message names no words of a visit. */
public final class SpeechUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SpeechUnavailable(String reason, Throwable cause) {
        super(reason, cause);
    }
}
