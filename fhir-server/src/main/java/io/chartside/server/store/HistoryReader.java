package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchParameters;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Histories of a resource, a type and the whole tenant (R4, 3.1.0.11), newest first. */
final class HistoryReader {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 1000;
    /** After so many a page ends, with more to come. */
    private static final long BYTES_A_PAGE = 4 << 20;

    private final RowReader rows;
    private final KeyRing keys;
    private final SearchParameters served;

    HistoryReader(RowReader rows, KeyRing keys, SearchParameters served) {
        this.rows = rows;
        this.keys = keys;
        this.served = served;
    }

    ResourceStore.HistoryPage history(TenantSession session, Sight sight, ResourceStore.HistoryRequest request)
            throws SQLException {
        List<StoredResource> versions = new ArrayList<>();
        int page = Math.min(request.count().orElse(PAGE), LARGEST_PAGE);
        String binding = "history|" + session.tenant() + "|" + request.type() + "|" + request.id() + "|"
                + request.since() + "|" + request.current();
        long[] after = request.cursor() == null ? null : position(session, binding, request.cursor());
        Statement statement = statement(session, sight, request);
        if (statement == null) {
            return new ResourceStore.HistoryPage(List.of(), 0, null);
        }
        List<StoredRow> found = page == 0 ? List.of() : select(session, statement, after, page + 1);
        boolean more = found.size() > page;
        long total = after == null && page > 0 && !more ? found.size() : total(session, statement);
        List<StoredRow> shown = more ? found.subList(0, page) : found;
        long bytes = 0;
        for (int i = 0; i < shown.size(); i++) {
            StoredRow row = shown.get(i);
            SightSql see = SightSql.of(session.tenant(), sight.of(ResourceTypes.name(row.type())));
            for (StoredResource version : rows.open(session, see, List.of(row))) {
                bytes += version.json().length;
                versions.add(version);
            }
            if (bytes > BYTES_A_PAGE && i + 1 < shown.size()) {
                shown = shown.subList(0, i + 1);
                more = true;
            }
        }
        String next = null;
        if (more) {
            StoredRow last = shown.get(shown.size() - 1);
            next = SealedCursor.seal(
                    keys.tenant(session.tenant()), binding, last.bodyUpdatedAt(), last.rid(), last.bodyVersion());
        }
        return new ResourceStore.HistoryPage(versions, total, next);
    }

    private long[] position(TenantSession session, String binding, String cursor) {
        return SealedCursor.open(keys.tenant(session.tenant()), binding, cursor)
                .map(text -> Arrays.stream(text.split(","))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .orElseThrow(() -> new IllegalArgumentException("the cursor is not one of this history's own"));
    }

    /** @param from the tables and their predicate */
    private record Statement(String from, List<Object> parameters) {}

    private Statement statement(TenantSession session, Sight sight, ResourceStore.HistoryRequest request) {
        StringBuilder from = new StringBuilder("from resource r join resource_version v on v.tenant = r.tenant"
                + " and v.rid = r.rid where r.tenant = ? and v.tenant = ? and r.state > 0");
        List<Object> parameters = new ArrayList<>(
                List.of(session.tenant().value(), session.tenant().value()));
        if (request.id() != null) {
            from.append(" and r.id = ?");
            parameters.add(request.id());
        }
        if (request.since() != null) {
            from.append(" and v.updated_at >= ?");
            parameters.add(request.since().toEpochMilli());
        }
        if (request.current() != null) {
            from.append(" and v.updated_at < ? and not exists (select 1 from resource_version n where n.tenant = ?"
                    + " and n.rid = v.rid and n.version = v.version + 1 and n.updated_at <= ?)");
            parameters.add(request.current().to().toEpochMilli());
            parameters.add(session.tenant().value());
            parameters.add(request.current().from().toEpochMilli());
        }
        List<String> types = request.type() == null ? List.copyOf(served.types()) : List.of(request.type());
        List<String> alternatives = new ArrayList<>();
        for (String type : types) {
            SightSql see = SightSql.of(session.tenant(), sight.of(type));
            if (!see.nothing()) {
                alternatives.add("r.type = ?" + see.predicate() + see.versions().predicate());
                parameters.add(ResourceTypes.number(type));
                parameters.addAll(see.parameters());
                parameters.addAll(see.versions().parameters());
            }
        }
        if (alternatives.isEmpty()) {
            return null;
        }
        from.append(" and (").append(String.join(" or ", alternatives)).append(")");
        return new Statement(from.toString(), parameters);
    }

    private static long total(TenantSession session, Statement statement) throws SQLException {
        return session.query("select count(*) " + statement.from(), statement.parameters(), row -> row.getLong(1))
                .get(0);
    }

    /** Plan: of a resource resource_id and resource_version_pkey, else resource_version_updated backwards. */
    private static List<StoredRow> select(TenantSession session, Statement statement, long[] after, int limit)
            throws SQLException {
        List<Object> parameters = new ArrayList<>(statement.parameters());
        String position = "";
        if (after != null) {
            position = " and (v.updated_at, v.rid, v.version) < (?, ?, ?)";
            for (long number : after) {
                parameters.add(number);
            }
        }
        parameters.add(limit);
        String sql = "select " + StoredRow.PAGE_COLUMNS + " " + statement.from() + position
                + " order by v.updated_at desc, v.rid desc, v.version desc limit ?";
        return session.query(sql, parameters, StoredRow::read);
    }
}
