package io.chartside.app.ehr;

/**
 * What can come of a FHIR interaction other than its result. Messages name the server and the interaction, never the
 * content.
 */
public abstract sealed class FhirFailure extends RuntimeException permits SignInAgain, FhirRefused, FhirUnavailable {

    private final String requestId;

    FhirFailure(String message, String requestId, Throwable cause) {
        super(message, cause);
        this.requestId = requestId;
    }

    /** The {@code X-Request-Id} under which the other server has logged and audited the interaction. */
    public String requestId() {
        return requestId;
    }
}
