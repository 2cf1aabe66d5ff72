package io.chartside.server.store;

/**
 * A current version that was opened lately, and the head that it was opened by: the answer to a read, as long as that head stands
 * unchanged. Whether it does is asked by the statement that records the read ({@link ResourceStore#auditTogether}).
 */
public final class KnownVersion {
    /**
     * The numbers of those whose heads are others than they were. Heads are compared whole, so that what was changed outside of the
     * server is not taken for known. Plan: of each resource_id.
     */
    static final String CHANGED =
            "select k.n from unnest(?, ?, ?::smallint[], ?::text[], ?::text[]) as k(n, tenant, type, id, head)"
                    + " left join lateral (select r.* from resource r where r.tenant = k.tenant and r.type = k.type and r.id = k.id"
                    + " offset 0) r on true"
                    + " where row(r.rid, r.version, r.state, r.draft, r.label, r.patient_rid, r.sort_at, r.sort_end,"
                    + " r.updated_at, encode(r.mac, 'hex'))::text is distinct from k.head";

    private final StoredResource resource;
    private final StoredRow head;

    KnownVersion(StoredResource resource, StoredRow head) {
        this.resource = resource;
        this.head = head;
    }

    public StoredResource resource() {
        return resource;
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
