package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads by id of callers who see all of a type: those that run side by side share a statement. */
final class SharedReads {
    static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final RoundConnections connections;
    private final Map<Kind, SharedRound<UnitOfWork.Key, StoredRow>> rounds = new ConcurrentHashMap<>();

    SharedReads(RoundConnections connections) {
        this.connections = connections;
    }

    private record Kind(TenantId tenant, boolean drafts) {}

    /** @param drafts whether unsigned AI drafts are seen */
    Optional<StoredRow> read(TenantId tenant, boolean drafts, UnitOfWork.Key key) {
        return Optional.ofNullable(
                rounds.computeIfAbsent(new Kind(tenant, drafts), this::round).ask(key));
    }

    private SharedRound<UnitOfWork.Key, StoredRow> round(Kind kind) {
        return new SharedRound<>(
                AT_ONCE,
                keys -> connections.reading(kind.tenant(), session -> RowReader.rows(session, kind.drafts(), keys)));
    }
}
