package io.chartside.scribe.draft;

/** The kinds of note, with the LOINC document code that US Core's clinical notes give them. */
public enum NoteType {
    SOAP("11506-3", "Progress note"),
    PROGRESS("11506-3", "Progress note"),
    HISTORY_AND_PHYSICAL("34117-2", "History and physical note"),
    CONSULTATION("11488-4", "Consult note"),
    OPERATIVE("11504-8", "Surgical operation note");

    private final String loinc;
    private final String display;

    NoteType(String loinc, String display) {
        this.loinc = loinc;
        this.display = display;
    }

    public String loinc() {
        return loinc;
    }

    public String display() {
        return display;
    }
}
