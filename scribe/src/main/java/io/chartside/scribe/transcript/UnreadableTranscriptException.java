package io.chartside.scribe.transcript;

/** The input holds no conversation: it is empty, or bytes of something that is not text. */
public final class UnreadableTranscriptException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param reason why, in words that repeat nothing of the input */
    public UnreadableTranscriptException(String reason) {
        super(reason);
    }
}
