package io.chartside.server.tenancy;

/** In what form analysts have a bulk export: {@code api.analyst-export} of the tenant's file. */
public enum AnalystExport {
    NONE,
    DEIDENTIFIED,
    IDENTIFIED
}
