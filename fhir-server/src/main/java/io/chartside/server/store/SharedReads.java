package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads by id of callers who see all of a type, or all but some labels: those that run side by side share a statement, whichever
 * tenant they are of.
 */
final class SharedReads {
    static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private final RoundConnections connections;
    private final RequestsUnderWay requests;
    private final Map<String, SharedRound<RowReader.Asked, Answer>> rounds = new ConcurrentHashMap<>();

    SharedReads(RoundConnections connections, RequestsUnderWay requests) {
        this.connections = connections;
        this.requests = requests;
    }

    /**
     * What the round found.
     *
     * @param alone whether it was not found out: the round failed, maybe for another's reasons, and who asks asks again by himself
     */
    record Answer(Optional<StoredRow> row, boolean alone) {
        private static final Answer ALONE = new Answer(Optional.empty(), true);
    }

    /** @param predicate of {@link SightSql}, one without parameters */
    Answer read(TenantId tenant, String predicate, UnitOfWork.Key key, int known) {
        return rounds.computeIfAbsent(predicate, this::round).ask(new RowReader.Asked(tenant, key, known));
    }

    private SharedRound<RowReader.Asked, Answer> round(String predicate) {
        return new SharedRound<>(AT_ONCE, requests, false, asked -> {
            try {
                return RowReader.rows(connections, predicate, asked).stream()
                        .map(row -> new Answer(Optional.ofNullable(row), false))
                        .toList();
            } catch (DatabaseFailure e) {
                if (e.isUnreachable()) {
                    throw e;
                }
                return Collections.nCopies(asked.size(), Answer.ALONE);
            }
        });
    }
}
