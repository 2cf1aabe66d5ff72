package io.chartside.app.ehr;

import io.chartside.app.plugin.Correlation;

/** The clinician's hands at Chartside's own record, which audits every interaction itself. */
public final class RecordClient extends FhirClient {

    public RecordClient(FhirServer server, AccessTokens tokens) {
        super(server, tokens);
    }

    /** The number of the page that asks: its AuditEvents are found by it. */
    @Override
    String requestId() {
        return Correlation.current();
    }
}
