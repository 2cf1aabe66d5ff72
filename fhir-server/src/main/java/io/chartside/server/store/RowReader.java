package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** Reads resources by id and their versions. */
final class RowReader {
    private static final String SELECT = "select " + StoredRow.COLUMNS + " from resource r";
    private static final String GIVEN_VERSION = StoredRow.version("?");
    private static final String CURRENT = SELECT + StoredRow.CURRENT_VERSION + " where r.tenant = ? and r.rid = any(?)";
    static final String MANY = "select k.n, " + StoredRow.BODY_OF_PAGE + ", " + StoredRow.HEAD_COLUMNS
            + " from unnest(?::text[], ?::smallint[], ?::text[], ?::int[]) with ordinality as k(tenant, type, id, known, n)"
            + " cross join lateral (select r.* from resource r where r.tenant = k.tenant and r.type = k.type and r.id = k.id"
            + " and r.state > 0%s offset 0) r"
            + " left join lateral (select v.body from resource_version v where v.tenant = r.tenant and v.rid = r.rid"
            + " and v.version = r.version and r.version <> k.known offset 0) v on true";
    private static final String SEEN = "select " + StoredRow.HEAD_COLUMNS + HeadTable.EACH + " where r.state in (1, 2)";
    private static final String BY_ID = " where r.tenant = ? and r.type = ? and r.id = ? and r.state > 0";

    private final RowSeal seal;
    private final Supplier<CriteriaMatcher> matcher;

    RowReader(RowSeal seal, Supplier<CriteriaMatcher> matcher) {
        this.seal = seal;
        this.matcher = matcher;
    }

    /** The current versions, deletions included, in rid order; no sight applies. Plan: resource_pkey, resource_version_pkey. */
    List<StoredResource> current(TenantSession session, List<Long> rids) throws SQLException {
        long[] wanted = rids.stream().mapToLong(Long::longValue).toArray();
        List<StoredRow> rows =
                new ArrayList<>(session.query(CURRENT, List.of(session.tenant().value(), wanted), StoredRow::read));
        rows.sort(Comparator.comparingLong(StoredRow::rid));
        return seal.open(session.tenant(), rows).stream()
                .map(RowSeal.Opened::resource)
                .toList();
    }

    /** Plan: resource_id, then resource_version_pkey; one statement. */
    Optional<StoredResource> read(TenantSession session, Sight sight, UnitOfWork.Key key, OptionalLong version)
            throws SQLException {
        SightSql see = SightSql.of(session.tenant(), sight.of(key.type()));
        if (see.nothing()) {
            return Optional.empty();
        }
        boolean current = version.isEmpty();
        String sql = SELECT
                + (current ? StoredRow.CURRENT_VERSION : GIVEN_VERSION)
                + BY_ID
                + see.predicate()
                + (current ? "" : see.versions().predicate());
        List<Object> parameters = new ArrayList<>();
        version.ifPresent(v -> parameters.add((int) Math.min(v, Integer.MAX_VALUE)));
        parameters.add(session.tenant().value());
        parameters.add(ResourceTypes.number(key.type()));
        parameters.add(key.id());
        parameters.addAll(see.parameters());
        if (!current) {
            parameters.addAll(see.versions().parameters());
        }
        List<StoredRow> rows = session.query(sql, parameters, StoredRow::read);
        return open(session, see, rows).stream().findFirst();
    }

    /**
     * Which of them an extent shows. Without criteria the heads suffice. Plan: resource_id for each, then resource_version_pkey where
     * criteria have to be tested.
     */
    Set<UnitOfWork.Key> seen(TenantSession session, Sight.Extent extent, List<UnitOfWork.Key> keys)
            throws SQLException {
        SightSql see = SightSql.of(session.tenant(), extent);
        if (see.nothing()) {
            return Set.of();
        }
        List<Object> parameters = HeadTable.each(session.tenant(), keys);
        parameters.addAll(see.parameters());
        List<StoredRow> heads = session.query(SEEN + see.predicate(), parameters, StoredRow::readHead);
        Set<UnitOfWork.Key> seen = new HashSet<>();
        if (see.criteria().isEmpty()) {
            seal.check(session.tenant(), heads);
            heads.forEach(head -> seen.add(new UnitOfWork.Key(ResourceTypes.name(head.type()), head.id())));
        } else {
            fitting(see, seal.openHeads(session, heads))
                    .forEach(found -> seen.add(new UnitOfWork.Key(found.type(), found.id())));
        }
        return seen;
    }

    /** @param known the version whose body is not needed; 0 for none */
    record Asked(TenantId tenant, UnitOfWork.Key key, int known) {}

    /**
     * The rows of several ids, of whichever tenants, for callers whose sight of a type is the same and takes no parameters; null for one there is not, a null body for
     * the known version and for one so large that many at once would fill the memory. Plan: resource_id, then resource_version_pkey, for each.
     */
    static List<StoredRow> rows(RoundConnections connections, String predicate, List<Asked> asked) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(asked.stream().map(a -> a.tenant().value()).toArray(String[]::new));
        parameters.addAll(asked(asked));
        StoredRow[] found = new StoredRow[asked.size()];
        connections.query(
                asked.stream().map(Asked::tenant).toList(),
                MANY.formatted(predicate),
                parameters,
                row -> found[row.getInt(1) - 1] = StoredRow.readHead(row, 2).withBody(row.getBytes(2)));
        return Arrays.asList(found);
    }

    /** As {@code unnest(?::smallint[], ?::text[], ?::int[])} takes them. */
    static List<Object> asked(List<Asked> asked) {
        int[] types = asked.stream()
                .mapToInt(a -> ResourceTypes.number(a.key().type()))
                .toArray();
        String[] ids = asked.stream().map(a -> a.key().id()).toArray(String[]::new);
        return List.of(types, ids, asked.stream().mapToInt(Asked::known).toArray());
    }

    /** Of what was opened, what fits the criteria of the sight. A deletion has no content to test: its id alone is told. */
    List<StoredResource> open(TenantSession session, SightSql see, List<StoredRow> rows) {
        return fitting(see, seal.openPage(session, rows));
    }

    private List<StoredResource> fitting(SightSql see, Iterable<RowSeal.Opened> all) {
        List<StoredResource> seen = new ArrayList<>();
        for (RowSeal.Opened opened : all) {
            StoredResource resource = opened.resource();
            if (see.criteria().isEmpty()
                    || matcher.get().fitsAny(resource.type(), see.criteria(), resource, opened.values())) {
                seen.add(resource);
            }
        }
        return seen;
    }
}
