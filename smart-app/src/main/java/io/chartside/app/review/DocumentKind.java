package io.chartside.app.review;

import java.util.Optional;
import java.util.stream.Stream;

/** What can be made of a visit's note and the chart, besides the note itself. */
public enum DocumentKind {
    INSTRUCTIONS("69730-0", "Encounter", "instructions"),
    LETTER("57133-1", "Encounter", "letter"),
    SUMMARY("60591-5", "Patient", "summarize");

    private final String loinc;
    private final String level;
    private final String operation;

    DocumentKind(String loinc, String level, String operation) {
        this.loinc = loinc;
        this.level = level;
        this.operation = operation;
    }

    /** @param word as it stands in the page's address */
    public static Optional<DocumentKind> of(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** LOINC code of the Composition. */
    public String loinc() {
        return loinc;
    }

    /** Whether it is made of the visit's note, and not of the chart alone. */
    boolean ofTheNote() {
        return level.equals("Encounter");
    }

    /** Path of the operation of the record that drafts it. */
    String path(String patient, String encounter) {
        return level + "/" + (ofTheNote() ? encounter : patient) + "/$" + operation;
    }
}
