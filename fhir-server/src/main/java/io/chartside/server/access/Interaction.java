package io.chartside.server.access;

/** FHIR interactions and the SMART v2 permission letter each needs (SMART App Launch 2.2, scopes for requesting FHIR resources). */
public enum Interaction {
    READ('r'),
    VREAD('r'),
    /** A type in a bulk export. */
    EXPORT('r'),
    /** History of one resource. */
    HISTORY('r'),
    /** History of a type or of the whole tenant, which SMART counts as a search. */
    HISTORY_TYPE('s'),
    SEARCH('s'),
    /** A search that is answered with its total alone, {@code _summary=count}. */
    COUNT('s'),
    CREATE('c'),
    UPDATE('u'),
    PATCH('u'),
    DELETE('d');

    private final char permission;

    Interaction(char permission) {
        this.permission = permission;
    }

    public char permission() {
        return permission;
    }
}
