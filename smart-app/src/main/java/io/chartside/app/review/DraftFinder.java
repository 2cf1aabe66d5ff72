package io.chartside.app.review;

import io.chartside.app.ehr.RecordClient;
import java.util.Optional;

/** Which draft is the one to work on. */
interface DraftFinder {

    /** @param encounter logical id in the record */
    Optional<StoredDraft> newest(RecordClient record, String encounter);
}
