package io.chartside.app.ehr;

/** What is read of the EHR's chart beside patient and visit, which there is no visit without. */
public enum ChartPart {
    CONDITIONS,
    MEDICATIONS,
    ALLERGIES,
    VITAL_SIGNS,
    LABORATORY,
    DOCUMENTS,
    /** What the launch names beside patient and visit ({@code fhirContext}). */
    CONTEXT,
    /** How the EHR names the clinician. */
    OWN_NAME
}
