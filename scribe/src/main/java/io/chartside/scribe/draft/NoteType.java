package io.chartside.scribe.draft;

/** The kinds of note, with the LOINC document code that US Core's clinical notes give them, or another where it has none. */
public enum NoteType {
    SOAP("soap", "11506-3", "Progress note"),
    PROGRESS("progress", "11506-3", "Progress note"),
    HISTORY_AND_PHYSICAL("hp", "34117-2", "History and physical note"),
    CONSULTATION("consult", "11488-4", "Consult note"),
    OPERATIVE("operative", "11504-8", "Surgical operation note"),
    DISCHARGE_SUMMARY("discharge", "18842-5", "Discharge summary"),
    REFERRAL_LETTER("referral", "57133-1", "Referral note"),
    PATIENT_INSTRUCTIONS("instructions", "69730-0", "Instructions");

    private final String word;
    private final String loinc;
    private final String display;

    NoteType(String word, String loinc, String display) {
        this.word = word;
        this.loinc = loinc;
        this.display = display;
    }

    /** What a command line, an operation or a template calls it. */
    public String word() {
        return word;
    }

    public String loinc() {
        return loinc;
    }

    public String display() {
        return display;
    }
}
