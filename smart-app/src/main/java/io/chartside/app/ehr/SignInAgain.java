package io.chartside.app.ehr;

/**
 * The clinician's token has ended and cannot be renewed. Nothing was done by this interaction; what was drafted stays in
 * the record, and a new launch from the EHR picks it up.
 */
public final class SignInAgain extends FhirFailure {

    public SignInAgain(String server, String requestId) {
        super("the sign-in at " + server + " has ended", requestId, null);
    }
}
