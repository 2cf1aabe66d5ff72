package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Heads as a transaction sees and locks them. */
final class HeadTable {
    private static final String COLUMNS =
            "r.rid, r.type, r.id, r.version, r.state, r.draft, r.label, r.patient_rid, r.sort_at,"
                    + " r.sort_end, r.updated_at, r.mac, r.gtok, r.link_param, r.link_target,"
                    + " (select p.id from resource p where p.tenant = r.tenant and p.rid = r.patient_rid)";

    /** Each by resource_id, whatever the planner believes of the table's size: OFFSET keeps it from beginning at the table. */
    static final String EACH = " from unnest(?::smallint[], ?::text[]) as k(type, id) cross join lateral"
            + " (select * from resource r where r.tenant = ? and r.type = k.type and r.id = k.id offset 0) r";

    static final String FIND = "select " + COLUMNS + EACH;
    /** The heads are locked one by one in rid order. Plan: resource_id, resource_pkey. */
    static final String LOCK_HEADS = "select " + COLUMNS + " from (select r.rid" + EACH
            + " order by r.rid) k cross join lateral"
            + " (select * from resource r where r.tenant = ? and r.rid = k.rid offset 0 for update) r";

    private static final String LOCK = "select pg_advisory_xact_lock(2, h) from unnest(?) as h;\n" + LOCK_HEADS;

    private HeadTable() {}

    /**
     * A head without its body, with the index rows that its last write left.
     *
     * @param patientId empty when it is nobody's
     */
    record Head(StoredRow row, long[] tokens, int[] linkParameters, long[] linkTargets, String patientId) {}

    /**
     * One round trip: advisory locks on the keys in order, so that of two clients creating the same id one waits; then
     * the heads in rid order. The heads are read as they are once locked.
     */
    static Map<UnitOfWork.Key, Head> lock(TenantSession session, Collection<UnitOfWork.Key> keys) throws SQLException {
        TenantId tenant = session.tenant();
        int[] hashes = keys.stream()
                .mapToInt(key -> (tenant + "|" + key).hashCode())
                .sorted()
                .distinct()
                .toArray();
        return find(session, LOCK, List.of(hashes, types(keys), ids(keys), tenant.value(), tenant.value()));
    }

    /** The heads of resources that are referred to, placeholders included. */
    static Map<UnitOfWork.Key, Head> find(TenantSession session, Collection<UnitOfWork.Key> keys) throws SQLException {
        return find(session, FIND, each(session.tenant(), keys));
    }

    /** The same, together with another question in the same round trip. */
    static Map<UnitOfWork.Key, Head> findBeside(
            TenantSession session,
            String sql,
            List<?> parameters,
            TenantSession.Reader<?> reader,
            Collection<UnitOfWork.Key> keys)
            throws SQLException {
        List<Object> all = new ArrayList<>(parameters);
        all.addAll(each(session.tenant(), keys));
        return byKey(session.queryBoth(sql, reader, FIND, all, HeadTable::read));
    }

    /** The same after a statement that makes some, in its round trip. */
    static Map<UnitOfWork.Key, Head> findAfter(
            TenantSession session, String sql, List<?> parameters, Collection<UnitOfWork.Key> keys)
            throws SQLException {
        List<Object> all = new ArrayList<>(parameters);
        all.addAll(each(session.tenant(), keys));
        return find(session, sql + ";\n" + FIND, all);
    }

    private static Map<UnitOfWork.Key, Head> find(TenantSession session, String sql, List<?> parameters)
            throws SQLException {
        return byKey(session.query(sql, parameters, HeadTable::read));
    }

    private static Map<UnitOfWork.Key, Head> byKey(List<Head> heads) {
        Map<UnitOfWork.Key, Head> found = new HashMap<>();
        for (Head head : heads) {
            found.put(
                    new UnitOfWork.Key(
                            ResourceTypes.name(head.row().type()), head.row().id()),
                    head);
        }
        return found;
    }

    private static Head read(ResultSet row) throws SQLException {
        StoredRow head = new StoredRow(
                row.getLong(1),
                row.getInt(2),
                row.getString(3),
                row.getInt(4),
                row.getInt(5),
                row.getBoolean(6),
                row.getInt(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getBytes(12),
                row.getInt(4),
                false,
                row.getLong(8),
                row.getLong(11),
                new byte[0]);
        String patientId = row.getString(16);
        return new Head(
                head,
                Packed.longs(row.getBytes(13)),
                Packed.ints(row.getBytes(14)),
                Packed.longs(row.getBytes(15)),
                patientId == null ? "" : patientId);
    }

    /** What {@link #EACH} takes. */
    static List<Object> each(TenantId tenant, Collection<UnitOfWork.Key> keys) {
        return new ArrayList<>(List.of(types(keys), ids(keys), tenant.value()));
    }

    private static int[] types(Collection<UnitOfWork.Key> keys) {
        return keys.stream().mapToInt(key -> ResourceTypes.number(key.type())).toArray();
    }

    private static String[] ids(Collection<UnitOfWork.Key> keys) {
        return keys.stream().map(UnitOfWork.Key::id).toArray(String[]::new);
    }
}
