package io.chartside.server.search;

import java.util.Set;

/** Where a search begins: the index whose rows are its candidates. */
sealed interface Anchor {

    /** No resource can match. */
    record Nothing() implements Anchor {}

    /** resource_id. */
    record ById(Set<String> ids) implements Anchor {}

    /** resource_patient: everything of the type in these patients' records. */
    record Patients(long[] rids) implements Anchor {}

    /** reference_link and resource_patient: what refers to these by that parameter, from elsewhere and inside their records. */
    record Links(int parameter, long[] targets, RecordLinks.Sources inside) implements Anchor {}

    /**
     * reference_link and resource_patient: what refers to the resource by one of these, from elsewhere and inside its record,
     * and itself.
     *
     * @param owner whether what belongs to the patient is in it
     */
    record Compartment(long rid, boolean owner, int[] parameters, RecordLinks.Sources inside) implements Anchor {}

    /** search_token: what has any of these population tokens. */
    record Tokens(long[] hashes) implements Anchor {}

    /** resource_order: everything of the type, a bounded number of rows a page. */
    record Walk() implements Anchor {}
}
