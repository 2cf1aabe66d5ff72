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

    /** reference_link: what refers to these by that parameter. */
    record Links(int parameter, long[] targets) implements Anchor {}

    /**
     * reference_link, and of a patient's compartment resource_patient: what refers to the resource by one of these, and
     * itself.
     *
     * @param owner whether what belongs to the patient is in it
     */
    record Compartment(long rid, boolean owner, int[] parameters) implements Anchor {}

    /** search_token: what has any of these population tokens. */
    record Tokens(long[] hashes) implements Anchor {}

    /** resource_order: everything of the type, a bounded number of rows a page. */
    record Walk() implements Anchor {}
}
