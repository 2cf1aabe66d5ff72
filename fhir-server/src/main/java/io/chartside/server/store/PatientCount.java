package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.util.List;

/**
 * How many live resources of a type are in a patient's record, for a caller who sees all of the type: a number that is told by
 * index entries alone, so that many are counted by one statement and nothing is opened.
 *
 * @param patientRid number of the patient's row
 * @param drafts whether unsigned AI drafts are counted too
 */
public record PatientCount(String type, long patientRid, boolean drafts) {
    /** Plan: of each resource_patient, index only. */
    static final String MANY = "select k.n, c.counted from unnest(?::bigint[], ?::smallint[], ?::boolean[])"
            + " with ordinality as k(patient_rid, type, drafts, n) cross join lateral (select count(*) as counted"
            + " from resource r where r.tenant = ? and r.patient_rid = k.patient_rid and r.type = k.type and r.state = 1"
            + " and (k.drafts or not r.draft)) c";

    static List<Object> parameters(TenantId tenant, List<PatientCount> asked) {
        boolean[] drafts = new boolean[asked.size()];
        for (int i = 0; i < drafts.length; i++) {
            drafts[i] = asked.get(i).drafts();
        }
        return List.of(
                asked.stream().mapToLong(PatientCount::patientRid).toArray(),
                asked.stream().mapToInt(one -> ResourceTypes.number(one.type())).toArray(),
                drafts,
                tenant.value());
    }

    /** Puts each row of {@link #MANY} in its place. */
    static TenantSession.Reader<Void> into(long[] counted) {
        return row -> {
            counted[row.getInt(1) - 1] = row.getLong(2);
            return null;
        };
    }
}
