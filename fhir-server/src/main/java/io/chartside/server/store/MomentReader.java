package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a type as it was at a moment, page by page, whatever is written meanwhile: of each resource its newest version of
 * then. Versions are never changed, so that all pages together are one state.
 */
public final class MomentReader {
    /** A page ends once it holds as many bytes of JSON. */
    private static final int BYTES_A_PAGE = 4 << 20;
    /** A body is null where the sealed bodies up to its row exceed a page; it is read when the row's turn comes. */
    private static final String COLUMNS = StoredRow.COLUMNS.replace(
            "v.body",
            "case when sum(octet_length(v.body)) over (order by r.id) <= " + BYTES_A_PAGE + " then v.body end");

    private final RowSeal seal;
    private final KeyRing keys;

    MomentReader(RowSeal seal, KeyRing keys) {
        this.seal = seal;
        this.keys = keys;
    }

    /**
     * @param at versions stored at this moment or before
     * @param since or null: only versions stored after
     * @param patientRids whose records; empty for any
     * @param ofPatients whether what belongs to no patient is left out
     */
    public record Asked(
            String type, Sight.Extent extent, Instant at, Instant since, Set<Long> patientRids, boolean ofPatients) {
        public Asked {
            patientRids = Set.copyOf(patientRids);
        }
    }

    /**
     * @param resources deletions among them when {@code since} is given; 4 MB of JSON and one more resource at most
     * @param lastId where the next page begins; null after the last
     */
    public record Page(List<RowSeal.Opened> resources, String lastId) {}

    public Page page(TenantSession session, Asked asked, String afterId, int limit) throws SQLException {
        // Whether a version was a draft is asked of the version, not of the head of today.
        SightSql see = SightSql.of(session.tenant(), asked.extent().withDrafts(true));
        if (see.nothing()) {
            return new Page(List.of(), null);
        }
        Statement statement = statement(session.tenant(), asked, see, afterId, limit);
        List<StoredRow> rows = session.query(statement.sql(), statement.parameters(), StoredRow::read);
        // All keys in one round trip, since the rows are opened one by one.
        keys.forReading(
                session.tenant(),
                rows.stream().map(StoredRow::bodyPatientRid).distinct().toList());
        List<RowSeal.Opened> opened = new ArrayList<>();
        String last = afterId;
        long bytes = 0;
        for (StoredRow row : rows) {
            if (bytes >= BYTES_A_PAGE) {
                return new Page(opened, last);
            }
            for (RowSeal.Opened one : seal.openPage(session, List.of(row))) {
                opened.add(one);
                bytes += one.resource().json().length;
            }
            last = row.id();
        }
        return new Page(opened, lastId(session, asked.type(), afterId, limit));
    }

    record Statement(String sql, List<Object> parameters) {}

    /** Plan: resource_id in its order, of each row the newest of resource_version_pkey. */
    static Statement statement(TenantId tenantId, Asked asked, SightSql see, String afterId, int limit) {
        SightSql.Versions versions = SightSql.of(tenantId, asked.extent()).versions();
        String tenant = tenantId.value();
        long at = asked.at().toEpochMilli();
        StringBuilder sql = new StringBuilder("select ")
                .append(COLUMNS)
                .append(" from (select * from resource where tenant = ? and type = ? and id > ? and state > 0");
        List<Object> parameters = new ArrayList<>(List.of(tenant, ResourceTypes.number(asked.type()), afterId));
        sql.append(" order by id limit ?) r cross join lateral (select n.* from resource_version n where n.tenant = ?"
                + " and n.rid = r.rid and n.updated_at <= ? order by n.version desc limit 1) v where r.tenant = ?");
        parameters.addAll(List.of(limit, tenant, at, tenant));
        if (asked.since() == null) {
            sql.append(" and not v.deleted");
        } else {
            sql.append(" and v.updated_at > ?");
            parameters.add(asked.since().toEpochMilli());
        }
        sql.append(versions.predicate());
        parameters.addAll(versions.parameters());
        if (asked.ofPatients()) {
            sql.append(" and r.patient_rid <> 0");
        }
        if (!asked.patientRids().isEmpty()) {
            sql.append(" and r.patient_rid = any(?)");
            parameters.add(
                    asked.patientRids().stream().mapToLong(Long::longValue).toArray());
        }
        sql.append(see.predicate()).append(" order by r.id");
        parameters.addAll(see.parameters());
        return new Statement(sql.toString(), parameters);
    }

    /** The last id that the page looked at, though its row may not be shown. Plan: resource_id, index only. */
    private static String lastId(TenantSession session, String type, String afterId, int limit) throws SQLException {
        List<String> ids = session.query(
                "select id from (select id from resource where tenant = ? and type = ? and id > ? and state > 0"
                        + " order by id limit ?) i order by id desc limit 1",
                List.of(session.tenant().value(), ResourceTypes.number(type), afterId, limit),
                row -> row.getString(1));
        return ids.isEmpty() ? null : ids.get(0);
    }

    /** The next number that a writing transaction will get. */
    public static String horizon(TenantSession session) throws SQLException {
        return session.query("select pg_snapshot_xmax(pg_current_snapshot())::text", List.of(), row -> row.getString(1))
                .get(0);
    }

    /** Whether every transaction of before that horizon has ended. */
    public static boolean isPast(TenantSession session, String horizon) throws SQLException {
        return session.query(
                        "select pg_snapshot_xmin(pg_current_snapshot()) >= ?::xid8",
                        List.of(horizon),
                        row -> row.getBoolean(1))
                .get(0);
    }
}
