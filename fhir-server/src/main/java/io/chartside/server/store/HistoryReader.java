package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.SealedCursor;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.index.SearchParameters;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Histories of a resource, a type and the whole tenant (R4, 3.1.0.11), newest first. */
final class HistoryReader {
    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 1000;
    /** After so many a page ends, with more to come. */
    private static final long BYTES_A_PAGE = 4 << 20;
    /** Rows that are opened for one page, or one total, where criteria decide what is seen. */
    private static final int MOST_LOOKED_AT = 10_000;

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
        Asked asked = asked(session, sight, request);
        if (asked == null) {
            return new ResourceStore.HistoryPage(List.of(), OptionalLong.of(0), null);
        }
        int page = Math.min(request.count().orElse(PAGE), LARGEST_PAGE);
        String binding = "history|" + session.tenant() + "|" + request.type() + "|" + request.id() + "|"
                + request.since() + "|" + request.current();
        long[] after = request.cursor() == null ? null : position(session, binding, request.cursor());
        if (page == 0) {
            return new ResourceStore.HistoryPage(List.of(), total(session, asked), null);
        }
        Page read = new Page(session, asked, page);
        read.from(after);
        boolean whole = after == null && read.last == null;
        OptionalLong total = whole
                ? OptionalLong.of(read.versions.size())
                : asked.sieved() ? OptionalLong.empty() : total(session, asked);
        String next = read.last == null
                ? null
                : SealedCursor.seal(
                        keys.tenant(session.tenant()),
                        binding,
                        read.last.bodyUpdatedAt(),
                        read.last.rid(),
                        read.last.bodyVersion());
        return new ResourceStore.HistoryPage(read.versions, total, next);
    }

    /**
     * Versions until the page is full. Where criteria decide what is seen, what lies between neither shortens a page nor makes one:
     * else pages would tell of it.
     */
    private final class Page {
        private final TenantSession session;
        private final Asked asked;
        private final int size;
        private final List<StoredResource> versions = new ArrayList<>();
        /** Where the next page begins; null when there is none. */
        private StoredRow last;

        private long bytes;

        Page(TenantSession session, Asked asked, int size) {
            this.session = session;
            this.asked = asked;
            this.size = size;
        }

        void from(long[] after) throws SQLException {
            int most = asked.sieved() ? Math.max(size, PAGE) + 1 : size + 1;
            int looked = 0;
            long[] position = after;
            StoredRow shown = null;
            List<StoredRow> found;
            do {
                found = select(session, asked.statement(), position, most);
                for (StoredRow row : found) {
                    boolean full = versions.size() == size || bytes > BYTES_A_PAGE;
                    if (full && !asked.sieved()) {
                        last = shown;
                        return;
                    }
                    List<StoredResource> seen = seen(session, asked, row);
                    if (full && !seen.isEmpty()) {
                        last = shown;
                        return;
                    }
                    for (StoredResource version : seen) {
                        bytes += version.json().length;
                        versions.add(version);
                        shown = row;
                    }
                    position = new long[] {row.bodyUpdatedAt(), row.rid(), row.bodyVersion()};
                }
                looked += found.size();
                if (looked >= MOST_LOOKED_AT && found.size() == most) {
                    last = found.get(most - 1);
                    return;
                }
            } while (found.size() == most);
        }
    }

    private List<StoredResource> seen(TenantSession session, Asked asked, StoredRow row) {
        return rows.open(session, asked.sights().get(ResourceTypes.name(row.type())), List.of(row));
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

    /**
     * @param sights of the types of which something is seen
     * @param sieved whether criteria decide what is seen, which are held against what was opened
     */
    private record Asked(Statement statement, Map<String, SightSql> sights, boolean sieved) {}

    private Asked asked(TenantSession session, Sight sight, ResourceStore.HistoryRequest request) {
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
        Map<String, SightSql> sights = new HashMap<>();
        for (String type : types) {
            SightSql see = SightSql.of(session.tenant(), sight.of(type));
            if (!see.nothing()) {
                sights.put(type, see);
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
        boolean sieved =
                sights.values().stream().anyMatch(see -> !see.criteria().isEmpty());
        return new Asked(new Statement(from.toString(), parameters), sights, sieved);
    }

    /** Of what is seen; empty when criteria decide that of too many to look at. */
    private OptionalLong total(TenantSession session, Asked asked) throws SQLException {
        Statement statement = asked.statement();
        if (!asked.sieved()) {
            return OptionalLong.of(
                    session.query("select count(*) " + statement.from(), statement.parameters(), row -> row.getLong(1))
                            .get(0));
        }
        long total = 0;
        long[] position = null;
        for (int looked = 0; looked < MOST_LOOKED_AT; looked += LARGEST_PAGE) {
            List<StoredRow> found = select(session, statement, position, LARGEST_PAGE);
            for (StoredRow row : found) {
                total += seen(session, asked, row).size();
                position = new long[] {row.bodyUpdatedAt(), row.rid(), row.bodyVersion()};
            }
            if (found.size() < LARGEST_PAGE) {
                return OptionalLong.of(total);
            }
        }
        return OptionalLong.empty();
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
