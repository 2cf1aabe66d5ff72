package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What was written to a tenant's record, version after version. A row is told once every transaction that began before the
 * one that wrote it has ended ({@code tx < pg_snapshot_xmin}), so that none is passed over because its commit came late. The
 * versions of a resource come in their order, although a transaction may get its number before the one it then waits for:
 * what such a one overtook is told with it.
 */
public final class ChangeFeed {
    /** Rows looked at for a page. */
    private static final int PAGE = 250;

    private static final String AFTER = " and (%1$s.tx, %1$s.rid, %1$s.version) > (?::xid8, ?, ?)";
    /** Whether there is more; parameters: tenant and position. Plan: resource_version_tx, index only. */
    public static final String WAITING = "exists (select 1 from resource_version w where w.tenant = ?"
            + " and (w.tx, w.rid, w.version) > (%s) and w.tx < pg_snapshot_xmin(pg_current_snapshot()))";

    /** Where a page ends. Plan: resource_version_tx, index only. */
    static final String END = "select tx::text, rid, version from (select w.tx, w.rid, w.version"
            + " from resource_version w where w.tenant = ?" + AFTER.formatted("w")
            + " and w.tx < pg_snapshot_xmin(pg_current_snapshot()) order by w.tx, w.rid, w.version limit " + PAGE
            + ") p order by p.tx desc, p.rid desc, p.version desc limit 1";

    /**
     * Plan: resource_version_tx; of each row resource_version_pkey and resource_pkey. There are no more rows than the limit: it tells
     * the planner, which makes little of comparisons of rows, that they are few.
     */
    static final String ROWS = "select " + StoredRow.PAGE_COLUMNS + " from (select w.tx, w.rid, w.version"
            + " from resource_version w where w.tenant = ?" + AFTER.formatted("w")
            + " and (w.tx, w.rid, w.version) <= (?::xid8, ?, ?) and w.type = any(?::smallint[])"
            + " order by w.tx, w.rid, w.version limit " + PAGE + ") w"
            + " cross join lateral (select v.* from resource_version v where v.tenant = ? and v.rid = w.rid"
            + " and (v.version = w.version or v.version < w.version and v.tx > w.tx)"
            + " and not exists (select 1 from resource_version n where n.tenant = ? and n.rid = w.rid"
            + " and n.version > v.version and n.tx < w.tx) offset 0) v"
            + " cross join lateral (select r.* from resource r where r.tenant = ? and r.rid = w.rid offset 0) r"
            + " where r.state > 0 and (%s) order by w.tx, w.rid, w.version, v.version";

    private final Database database;
    private final RowSeal seal;
    private final Supplier<CriteriaMatcher> matcher;

    ChangeFeed(Database database, RowSeal seal, Supplier<CriteriaMatcher> matcher) {
        this.database = database;
        this.seal = seal;
        this.matcher = matcher;
    }

    /**
     * Behind one row of the feed.
     *
     * @param tx number of the transaction, in decimal digits
     */
    public record Position(String tx, long rid, int version) {
        public Position {
            Objects.requireNonNull(tx);
        }
    }

    /**
     * @param changes what may be seen of the types asked for, deletions among them
     * @param last up to where it was looked; the position asked from when there was nothing
     */
    public record Page(List<RowSeal.Opened> changes, Position last) {}

    /** Before whatever commits from now on. */
    public static Position now(TenantSession session) throws SQLException {
        return session.query(
                        "select pg_snapshot_xmin(pg_current_snapshot())::text",
                        List.of(),
                        row -> new Position(row.getString(1), 0, 0))
                .get(0);
    }

    /** The next changes that the sight shows, as it is now. */
    public Page page(TenantId tenant, Sight sight, Collection<String> types, Position after) {
        return database.reading(tenant, session -> page(session, sight, types, after));
    }

    private Page page(TenantSession session, Sight sight, Collection<String> types, Position after)
            throws SQLException {
        String tenant = session.tenant().value();
        List<Position> end = session.query(
                END,
                List.of(tenant, after.tx(), after.rid(), after.version()),
                row -> new Position(row.getString(1), row.getLong(2), row.getInt(3)));
        if (end.isEmpty()) {
            return new Page(List.of(), after);
        }
        Position last = end.get(0);
        List<Object> parameters = new ArrayList<>(
                List.of(tenant, after.tx(), after.rid(), after.version(), last.tx(), last.rid(), last.version()));
        parameters.add(types.stream().mapToInt(ResourceTypes::number).toArray());
        parameters.addAll(List.of(tenant, tenant, tenant));
        List<String> seen = new ArrayList<>();
        for (String type : types) {
            SightSql see = SightSql.of(session.tenant(), sight.of(type));
            if (!see.nothing()) {
                seen.add("r.type = ?" + see.predicate() + see.versions().predicate());
                parameters.add(ResourceTypes.number(type));
                parameters.addAll(see.parameters());
                parameters.addAll(see.versions().parameters());
            }
        }
        if (seen.isEmpty()) {
            return new Page(List.of(), last);
        }
        List<StoredRow> rows = session.query(ROWS.formatted(String.join(" or ", seen)), parameters, StoredRow::read);
        List<RowSeal.Opened> changes = new ArrayList<>();
        for (RowSeal.Opened opened : seal.openPage(session, rows)) {
            String type = opened.resource().type();
            List<String> criteria =
                    SightSql.of(session.tenant(), sight.of(type)).criteria();
            if (matcher.get().fitsAny(type, criteria, opened.resource(), opened.values())) {
                changes.add(opened);
            }
        }
        return new Page(changes, last);
    }
}
