package io.chartside.app.ehr;

/** The clinician's hands at Chartside's own record, which audits every interaction itself. */
public final class RecordClient extends FhirClient {

    public RecordClient(FhirServer server, AccessTokens tokens) {
        super(server, tokens);
    }
}
