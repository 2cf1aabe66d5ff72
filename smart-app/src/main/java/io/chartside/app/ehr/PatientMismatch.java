package io.chartside.app.ehr;

/** The EHR's encounter belongs to another patient than the one it launched with. */
public final class PatientMismatch extends RuntimeException {

    PatientMismatch(String server) {
        super(server + " launched with an encounter of another patient");
    }
}
