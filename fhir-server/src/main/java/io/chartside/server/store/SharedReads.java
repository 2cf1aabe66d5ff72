package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads by id of callers who see all of a type, or all but some labels: those that run side by side share a round trip, and
 * of one tenant a statement.
 */
final class SharedReads {
    static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    /** Statements of a round trip: each number of them is a statement of its own that the connection keeps. */
    private static final int MOST_TOGETHER = 16;

    private final ConfinedConnections connections;
    private final SharedRound<Read, Optional<StoredRow>> round;

    SharedReads(ConfinedConnections connections, RequestsUnderWay requests) {
        this.connections = connections;
        this.round = new SharedRound<>(AT_ONCE, requests, false, this::read);
    }

    /** @param predicate of {@link SightSql}, one without parameters */
    private record Kind(TenantId tenant, String predicate) {}

    private record Read(Kind kind, RowReader.Asked asked) {}

    /** @param predicate of {@link SightSql}, one without parameters */
    Optional<StoredRow> read(TenantId tenant, String predicate, RowReader.Asked asked) {
        return round.ask(new Read(new Kind(tenant, predicate), asked));
    }

    private List<Optional<StoredRow>> read(List<Read> reads) {
        Map<Kind, List<RowReader.Asked>> kinds = new LinkedHashMap<>();
        reads.forEach(read ->
                kinds.computeIfAbsent(read.kind(), kind -> new ArrayList<>()).add(read.asked()));
        Map<Kind, List<StoredRow>> found = new HashMap<>();
        if (kinds.size() == 1) {
            kinds.forEach((kind, asked) -> found.put(
                    kind,
                    connections.reading(kind.tenant(), session -> RowReader.rows(session, kind.predicate(), asked))));
        } else {
            List<Kind> all = List.copyOf(kinds.keySet());
            for (int i = 0; i < all.size(); i += MOST_TOGETHER) {
                found.putAll(readTogether(all.subList(i, Math.min(i + MOST_TOGETHER, all.size())), kinds));
            }
        }
        Map<Kind, Integer> next = new HashMap<>();
        return reads.stream()
                .map(read -> found.get(read.kind()).get(next.merge(read.kind(), 1, Integer::sum) - 1))
                .map(Optional::ofNullable)
                .toList();
    }

    private Map<Kind, List<StoredRow>> readTogether(List<Kind> kinds, Map<Kind, List<RowReader.Asked>> asked) {
        TenantBatch batch = new TenantBatch();
        List<RowReader.Rows> rows = new ArrayList<>();
        for (Kind kind : kinds) {
            RowReader.Rows of = new RowReader.Rows(asked.get(kind));
            batch.add(kind.tenant(), RowReader.Rows.sql(kind.predicate()), of.parameters(kind.tenant()));
            rows.add(of);
        }
        connections.batch(connection -> {
            batch.query(connection, (part, row) -> rows.get(part).read(row));
            return null;
        });
        Map<Kind, List<StoredRow>> found = new HashMap<>();
        for (int i = 0; i < kinds.size(); i++) {
            found.put(kinds.get(i), rows.get(i).found());
        }
        return found;
    }
}
