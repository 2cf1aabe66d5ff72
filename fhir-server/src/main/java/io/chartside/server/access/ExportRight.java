package io.chartside.server.access;

/** Whether a caller may have a bulk export at all, and by what. */
public enum ExportRight {
    /** Whoever is neither a back end nor an owner nor an analyst, whatever he may read one by one. */
    NONE,
    /** Back ends and owners: what they may read. */
    WHOLE,
    /** Analysts who read patients' records by another role: what that one shows. */
    ANALYST_WHO_READS,
    /** Analysts who see no single patient: the population, in the form that the tenant's policy says. */
    ANALYST
}
