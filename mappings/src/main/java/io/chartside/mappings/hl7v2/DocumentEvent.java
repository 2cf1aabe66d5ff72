package io.chartside.mappings.hl7v2;

/** What has happened to a document (HL7 2.5.1, 9.6). */
public enum DocumentEvent {
    /** T02: a new document. */
    ORIGINAL("T02"),
    /** T04: the same document in another state, such as authenticated. */
    STATUS_CHANGE("T04"),
    /** T06: an addendum, a document of its own that names its parent. */
    ADDENDUM("T06"),
    /** T08: a new text of the same document. Of documents that are not yet available, says the standard; some want no other. */
    EDIT("T08"),
    /** T10: a document of its own that stands in its parent's place. */
    REPLACEMENT("T10"),
    /** T11: the document was filed in error. */
    CANCELLATION("T11");

    private final String trigger;

    DocumentEvent(String trigger) {
        this.trigger = trigger;
    }

    /** Code of the trigger event, such as {@code T02}. */
    public String trigger() {
        return trigger;
    }

    boolean hasContent() {
        return this != CANCELLATION;
    }

    boolean hasParent() {
        return this == ADDENDUM || this == REPLACEMENT;
    }

    /** OBX-11, table 0085: what replaces a result that was final is a correction. */
    String resultStatus() {
        return this == EDIT || this == REPLACEMENT ? "C" : "F";
    }
}
