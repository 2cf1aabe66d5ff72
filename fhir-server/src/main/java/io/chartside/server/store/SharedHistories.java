package io.chartside.server.store;

import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Whole histories of single resources, for callers who see all of a type, or all but some labels: those that run side by side
 * share a statement. Long ones and large versions are left to {@link HistoryReader}, so that many at once do not fill the memory.
 */
final class SharedHistories {
    /** Versions that a shared statement reads of each resource; one more says that there are more. */
    private static final int MOST_VERSIONS = 8;
    /** Bytes from which on a version is large. */
    private static final int LARGE_VERSION = 16 << 10;

    /** Plan: of each resource_id, then resource_version_pkey. The version whose body is known is sent without it. */
    static final String MANY = "select k.n, case when v.version <> k.known and octet_length(v.body) < " + LARGE_VERSION
            + " then v.body end, " + StoredRow.HEAD_COLUMNS + ", v.version, v.deleted, v.patient_rid, v.updated_at"
            + " from unnest(?::smallint[], ?::text[], ?::int[]) with ordinality as k(type, id, known, n)"
            + " cross join lateral (select r.* from resource r where r.tenant = ? and r.type = k.type and r.id = k.id"
            + " and r.state > 0%s offset 0) r"
            + " cross join lateral (select v.* from resource_version v where v.tenant = r.tenant and v.rid = r.rid%s"
            + " order by v.version desc limit " + (MOST_VERSIONS + 1) + ") v";

    private static final Comparator<StoredRow> NEWEST_FIRST = Comparator.comparingLong(StoredRow::bodyUpdatedAt)
            .thenComparingInt(StoredRow::bodyVersion)
            .reversed();

    private final ConfinedConnections connections;
    private final RequestsUnderWay requests;
    private final RowSeal seal;
    private final Map<Kind, SharedRound<RowReader.Asked, List<StoredRow>>> rounds = new ConcurrentHashMap<>();

    SharedHistories(ConfinedConnections connections, RequestsUnderWay requests, RowSeal seal) {
        this.connections = connections;
        this.requests = requests;
        this.seal = seal;
    }

    private record Kind(TenantId tenant, String predicate, String ofVersions) {}

    /** Empty where the history has to be read by itself. */
    Optional<ResourceStore.HistoryPage> history(
            TenantId tenant, Sight.Extent extent, ResourceStore.HistoryRequest request) {
        if (!isWhole(request) || !(extent.unlimited() instanceof Sight.Extent.All)) {
            return Optional.empty();
        }
        SightSql see = SightSql.of(tenant, extent);
        if (!see.parameters().isEmpty() || !see.versions().parameters().isEmpty()) {
            return Optional.empty();
        }
        RowSeal.Opened known = seal.known(tenant, ResourceTypes.number(request.type()), request.id());
        SharedRound<RowReader.Asked, List<StoredRow>> round = rounds.computeIfAbsent(
                new Kind(tenant, see.predicate(), see.versions().predicate()), this::round);
        try {
            List<StoredRow> rows = round.ask(new RowReader.Asked(
                    tenant,
                    new UnitOfWork.Key(request.type(), request.id()),
                    known == null ? 0 : known.row().version()));
            return rows.size() > MOST_VERSIONS ? Optional.empty() : page(tenant, rows, known);
        } catch (DatabaseFailure e) {
            if (e.isOfStatement()) {
                return Optional.empty(); // It may be another's history that the database refuses.
            }
            throw e;
        }
    }

    private static boolean isWhole(ResourceStore.HistoryRequest request) {
        return request.type() != null
                && request.id() != null
                && request.since() == null
                && request.current() == null
                && request.cursor() == null
                && request.count().isEmpty();
    }

    /** Empty when a version is large, or another than the one that was known. */
    private Optional<ResourceStore.HistoryPage> page(TenantId tenant, List<StoredRow> rows, RowSeal.Opened known) {
        List<StoredResource> versions = new ArrayList<>(rows.size());
        for (StoredRow row : rows) {
            if (row.isWithoutBody()
                    && (known == null || !known.row().isSameHead(row) || row.bodyVersion() != row.version())) {
                return Optional.empty();
            }
            Stream<RowSeal.Opened> opened = row.isWithoutBody()
                    ? seal.openKnown(tenant, row, known).stream()
                    : seal.open(tenant, List.of(row)).stream();
            opened.map(RowSeal.Opened::resource).forEach(versions::add);
        }
        return Optional.of(new ResourceStore.HistoryPage(versions, OptionalLong.of(rows.size()), null));
    }

    private SharedRound<RowReader.Asked, List<StoredRow>> round(Kind kind) {
        return new SharedRound<>(
                SharedReads.AT_ONCE,
                requests,
                false,
                asked -> connections.reading(kind.tenant(), session -> rows(session, kind, asked)));
    }

    private static List<List<StoredRow>> rows(TenantSession session, Kind kind, List<RowReader.Asked> asked)
            throws SQLException {
        List<List<StoredRow>> found = Stream.generate(() -> (List<StoredRow>) new ArrayList<StoredRow>())
                .limit(asked.size())
                .toList();
        List<Object> parameters = new ArrayList<>(RowReader.asked(asked));
        parameters.add(session.tenant().value());
        session.query(
                MANY.formatted(kind.predicate(), kind.ofVersions()),
                parameters,
                row -> found.get(row.getInt(1) - 1)
                        .add(StoredRow.readHead(row, 2)
                                .withVersion(
                                        row.getInt(15),
                                        row.getBoolean(16),
                                        row.getLong(17),
                                        row.getLong(18),
                                        row.getBytes(2))));
        found.forEach(versions -> versions.sort(NEWEST_FIRST));
        return found;
    }
}
