package io.chartside.app.ehr;

/** The server could not be reached, did not answer, or failed itself (5xx). */
public final class FhirUnavailable extends FhirFailure {

    private final boolean perhapsDone;

    public FhirUnavailable(String message, boolean perhapsDone, String requestId, Throwable cause) {
        super(message, requestId, cause);
        this.perhapsDone = perhapsDone;
    }

    /** Whether the interaction may have taken effect although no answer said so: then ask before repeating a write. */
    public boolean perhapsDone() {
        return perhapsDone;
    }
}
