package io.chartside.scribe.discourse;

/** The part of the visit a clause belongs to. */
public enum Phase {
    HISTORY,
    EXAM,
    RESULTS,
    PLAN
}
