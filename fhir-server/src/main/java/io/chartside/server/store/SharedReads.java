package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads by id of callers who see all of a type, or all but some labels: those that run side by side share a statement. */
final class SharedReads {
    static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final ConfinedConnections connections;
    private final RequestsUnderWay requests;
    private final Map<Kind, SharedRound<RowReader.Asked, StoredRow>> rounds = new ConcurrentHashMap<>();

    SharedReads(ConfinedConnections connections, RequestsUnderWay requests) {
        this.connections = connections;
        this.requests = requests;
    }

    private record Kind(TenantId tenant, String predicate) {}

    /** @param predicate of {@link SightSql}, one without parameters */
    Optional<StoredRow> read(TenantId tenant, String predicate, RowReader.Asked asked) {
        return Optional.ofNullable(
                rounds.computeIfAbsent(new Kind(tenant, predicate), this::round).ask(asked));
    }

    private SharedRound<RowReader.Asked, StoredRow> round(Kind kind) {
        return new SharedRound<>(
                AT_ONCE,
                requests,
                false,
                keys -> connections.reading(kind.tenant(), session -> RowReader.rows(session, kind.predicate(), keys)));
    }
}
