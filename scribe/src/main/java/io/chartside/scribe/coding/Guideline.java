package io.chartside.scribe.coding;

/**
 * Sections of the ICD-10-CM Official Guidelines for Coding and Reporting that the coder cites. Rules over particular
 * diseases carry their section in {@code coding/rules.tsv}.
 */
enum Guideline {
    CODED("IV.J", "Documented as present or treated at this visit."),
    FIRST_LISTED("IV.G", "Chiefly responsible for the services of this visit."),
    CHRONIC("IV.I", "A chronic condition that is followed or treated at this visit."),
    SYMPTOM("IV.D", "A symptom without an established cause."),
    UNCERTAIN("IV.H", "Probable, suspected or to be ruled out: not coded in outpatient care."),
    NOT_PRESENT("IV.J", "Denied or found absent."),
    PAST("IV.J", "Of the past and not treated any more."),
    HISTORY("I.C.21.c.4", "A past condition that still matters for care."),
    INTEGRAL("I.B.5", "A symptom that belongs to an established diagnosis."),
    MORE_SPECIFIC("I.B.2", "A more specific code describes the same condition."),
    NOT_THE_PATIENTS("IV.J", "Said of somebody else, or as a possibility."),
    EXCLUDES1("I.A.12.a", "Never coded together with the other code (Excludes1)."),
    LONG_TERM_DRUG("I.C.21.c.3", "Long-term drug therapy for a condition of this visit.");

    private final String section;
    private final String text;

    Guideline(String section, String text) {
        this.section = section;
        this.text = text;
    }

    String section() {
        return section;
    }

    String text() {
        return text;
    }
}
