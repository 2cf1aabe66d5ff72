package io.chartside.app.ehr;

import org.hl7.fhir.r4.model.Resource;

/** The clinician's hands at the EHR. What they touch there goes into a journal, for the record's audit trail. */
public final class EhrClient extends FhirClient {

    private final EhrJournal journal;

    public EhrClient(FhirServer server, AccessTokens tokens, EhrJournal journal) {
        super(server, tokens);
        this.journal = journal;
    }

    /** What has been read and written through this client and not yet reported. */
    public EhrJournal journal() {
        return journal;
    }

    @Override
    void done(String method, String path, int status, Resource result) {
        journal.add(method, path, status, result);
    }
}
