package io.chartside.app.ehr;

/** The EHR's Patient or Encounter is another one than it launched with. */
public final class PatientMismatch extends RuntimeException {

    PatientMismatch(String server) {
        super(server + " answered about another patient than it launched with");
    }
}
