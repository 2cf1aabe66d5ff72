package io.chartside.scribe.transcript;

/** Who says a turn. {@code GUEST} is a third person on the patient's side: a parent, spouse or carer. */
public enum Speaker {
    CLINICIAN,
    PATIENT,
    GUEST,
    UNKNOWN;

    /** The patient, or somebody on the patient's side. */
    public boolean isPatients() {
        return this == PATIENT || this == GUEST;
    }
}
