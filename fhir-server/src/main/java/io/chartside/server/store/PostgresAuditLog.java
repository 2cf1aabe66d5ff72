package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.crypto.TenantKeys;
import io.chartside.server.tenancy.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads audit_event. */
final class PostgresAuditLog implements AuditLog {
    private final Database database;
    private final KeyRing keys;

    PostgresAuditLog(Database database, KeyRing keys) {
        this.database = database;
        this.keys = keys;
    }

    private record Row(int lane, long seq, String id, long recorded, byte[] event) {}

    @Override
    public Page find(TenantId tenant, Query query) {
        TenantKeys tenantKeys = keys.tenant(tenant);
        String binding = "audit|" + tenant + "|" + query.from() + "|" + query.to() + "|" + query.newestFirst() + "|"
                + query.tokens().stream()
                        .map(set -> set.stream().sorted().toList())
                        .toList();
        long[] after = query.cursor() == null ? null : position(tenantKeys, binding, query.cursor());
        List<Row> rows = database.reading(tenant, session -> select(session, tenantKeys, query, after));
        boolean more = rows.size() > query.limit();
        List<Row> shown = more ? rows.subList(0, query.limit()) : rows;
        String next = null;
        if (more) {
            Row last = shown.get(shown.size() - 1);
            next = SealedCursor.seal(tenantKeys, binding, last.recorded(), last.lane(), last.seq());
        }
        return new Page(
                shown.stream().map(row -> open(tenant, tenantKeys.audit(), row)).toList(), next);
    }

    private static long[] position(TenantKeys tenantKeys, String binding, String cursor) {
        return SealedCursor.open(tenantKeys, binding, cursor)
                .map(text -> Arrays.stream(text.split(","))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .orElseThrow(() -> new IllegalArgumentException("the cursor is not one of this search's own"));
    }

    /**
     * Plan: audit_event_recorded of the partitions that the range touches, in its order, the tokens tested in the index.
     * Open ends are closed at the months there can be, so that the planner leaves partitions out.
     */
    private static List<Row> select(TenantSession session, TenantKeys tenantKeys, Query query, long[] after)
            throws SQLException {
        StringBuilder where = new StringBuilder("tenant = ?");
        List<Object> parameters = new ArrayList<>(List.of(session.tenant().value()));
        if (query.from() != null) {
            where.append(" and recorded >= to_timestamp(? / 1000.0)");
            parameters.add(query.from().toEpochMilli());
        }
        if (query.to() != null) {
            where.append(" and recorded < to_timestamp(? / 1000.0)");
            parameters.add(query.to().toEpochMilli());
        }
        List<KeyedHash> hashes = tenantKeys.audit().hashes();
        for (Set<String> anyOf : query.tokens()) {
            where.append(" and tokens && ?");
            parameters.add(hashes.stream()
                    .flatMapToLong(hash -> anyOf.stream().mapToLong(hash::hash64))
                    .toArray());
        }
        if (after != null) {
            where.append(" and (recorded, lane, seq) ")
                    .append(query.newestFirst() ? "<" : ">")
                    .append(" (to_timestamp(? / 1000.0), ?::smallint, ?)");
            parameters.addAll(List.of(after[0], (int) after[1], after[2]));
        }
        String order = query.newestFirst() ? " desc" : "";
        parameters.add(query.limit() + 1);
        return session.query(
                "select lane, seq, id, (extract(epoch from recorded) * 1000)::bigint, event from audit_event where "
                        + where + " order by recorded" + order + ", lane" + order + ", seq" + order + " limit ?",
                parameters,
                PostgresAuditLog::read);
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(row.getInt(1), row.getLong(2), row.getString(3), row.getLong(4), row.getBytes(5));
    }

    private static Entry open(TenantId tenant, DataKey key, Row row) {
        return new Entry(
                row.lane(),
                row.seq(),
                row.id(),
                Instant.ofEpochMilli(row.recorded()),
                AuditSeal.open(tenant, key, row.id(), row.event()));
    }

    @Override
    public Optional<Entry> read(TenantId tenant, String id) {
        String sql = "select lane, seq, id, (extract(epoch from recorded) * 1000)::bigint, event from audit_event"
                + " where tenant = ? and id = ? limit 1";
        List<Row> rows = database.reading(
                tenant, session -> session.query(sql, List.of(tenant.value(), id), PostgresAuditLog::read));
        return rows.stream()
                .map(row -> open(tenant, keys.tenant(tenant).audit(), row))
                .findFirst();
    }
}
