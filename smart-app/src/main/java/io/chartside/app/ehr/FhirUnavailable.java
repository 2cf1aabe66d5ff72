package io.chartside.app.ehr;

import java.time.Duration;
import java.util.Optional;

/** The server could not be reached, did not answer, or failed itself (5xx). */
public final class FhirUnavailable extends FhirFailure {

    private final String reason;
    private final boolean perhapsDone;
    private final transient Optional<Duration> retryAfter;

    /**
     * @param reason for a page, {@link io.chartside.app.words.Texts#kept}
     * @param message for the log
     */
    public FhirUnavailable(String reason, String message, boolean perhapsDone, String requestId, Throwable cause) {
        this(reason, message, perhapsDone, requestId, cause, Optional.empty());
    }

    private FhirUnavailable(
            String reason,
            String message,
            boolean perhapsDone,
            String requestId,
            Throwable cause,
            Optional<Duration> retryAfter) {
        super(message, requestId, cause);
        this.reason = reason;
        this.perhapsDone = perhapsDone;
        this.retryAfter = retryAfter;
    }

    /** It had no time to look at the request (429, 503). */
    static FhirUnavailable busy(String reason, String message, String requestId, Optional<Duration> retryAfter) {
        return new FhirUnavailable(reason, message, false, requestId, null, retryAfter);
    }

    /** What happened, as it is kept: {@link io.chartside.app.words.Texts#shown} has it in the language of who looks. */
    public String reason() {
        return reason;
    }

    /** Whether the interaction may have taken effect although no answer said so: then ask before repeating a write. */
    public boolean perhapsDone() {
        return perhapsDone;
    }

    /** How long the server asks to be left alone ({@code Retry-After}, RFC 9110 §10.2.3), at most an hour. */
    public Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
