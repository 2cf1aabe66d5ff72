package io.chartside.app.ehr;

import java.time.Duration;
import java.util.Optional;

/** The server could not be reached, did not answer, or failed itself (5xx). */
public final class FhirUnavailable extends FhirFailure {

    private final boolean perhapsDone;
    private final transient Optional<Duration> retryAfter;

    public FhirUnavailable(String message, boolean perhapsDone, String requestId, Throwable cause) {
        this(message, perhapsDone, requestId, cause, Optional.empty());
    }

    private FhirUnavailable(
            String message, boolean perhapsDone, String requestId, Throwable cause, Optional<Duration> retryAfter) {
        super(message, requestId, cause);
        this.perhapsDone = perhapsDone;
        this.retryAfter = retryAfter;
    }

    /** It had no time to look at the request (429, 503). */
    static FhirUnavailable busy(String message, String requestId, Optional<Duration> retryAfter) {
        return new FhirUnavailable(message, false, requestId, null, retryAfter);
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
