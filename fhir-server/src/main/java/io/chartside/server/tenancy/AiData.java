package io.chartside.server.tenancy;

/** Kinds of data that may be allowed to leave for a model. Demographics are no kind: nothing can allow them (MH21). */
public enum AiData {
    /** What was said in a visit, without identifiers. */
    TRANSCRIPT,
    /** Entries of the chart, without identifiers. */
    CHART,
    /** Recorded speech. */
    AUDIO
}
