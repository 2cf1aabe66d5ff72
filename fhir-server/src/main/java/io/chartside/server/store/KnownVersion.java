package io.chartside.server.store;

import java.util.List;

/**
 * A current version that was opened lately, and the head that it was opened by: the answer to a read, as long as that head stands
 * unchanged. Whether it does is asked by the statement that records the read ({@link ResourceStore#auditTogether}).
 */
public final class KnownVersion {
    /**
     * Heads that are others than these were. Heads are compared whole, so that what was changed outside of the server is not taken
     * for known. Plan: of each resource_id.
     */
    static final String CHANGED = "select 1 from unnest(?::smallint[], ?::text[], ?::text[]) as k(type, id, head)"
            + " left join lateral (select r.* from resource r where r.tenant = ? and r.type = k.type and r.id = k.id"
            + " offset 0) r on true"
            + " where row(r.rid, r.version, r.state, r.draft, r.label, r.patient_rid, r.sort_at, r.sort_end,"
            + " r.updated_at, encode(r.mac, 'hex'))::text is distinct from k.head";

    /** The same of several tenants: the numbers of those that have one. */
    static final String CHANGED_TOGETHER = CHANGED.replace(
                    "select 1 from unnest(?::smallint[], ?::text[], ?::text[]) as k(type, id, head)",
                    "select k.n from unnest(?, ?, ?::smallint[], ?::text[], ?::text[]) as k(n, tenant, type, id, head)")
            .replace("r.tenant = ?", "r.tenant = k.tenant");

    private final StoredResource resource;
    private final StoredRow head;

    KnownVersion(StoredResource resource, StoredRow head) {
        this.resource = resource;
        this.head = head;
    }

    public StoredResource resource() {
        return resource;
    }

    /** Of {@link #CHANGED}. */
    static List<Object> parameters(String tenant, List<KnownVersion> all) {
        return List.of(
                all.stream().mapToInt(one -> one.head.type()).toArray(),
                all.stream().map(one -> one.head.id()).toArray(String[]::new),
                all.stream().map(one -> one.head.headText()).toArray(String[]::new),
                tenant);
    }

    int type() {
        return head.type();
    }

    String id() {
        return head.id();
    }

    String headText() {
        return head.headText();
    }

    @Override
    public String toString() {
        return resource.toString();
    }
}
