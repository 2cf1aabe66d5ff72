package io.chartside.app.cdshooks;

/**
 * How far a visit is in Chartside: facts without content, as the record's operation {@code $visit-status} tells them.
 *
 * @param note of the newest one
 * @param undocumented accepted codes that rest on nothing the note says
 */
record VisitState(Note note, int undocumented) {

    /** Of the visit. */
    enum Note {
        NONE,
        DRAFTED,
        SIGNED
    }
}
