package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.List;
import java.util.Optional;

/** Audit rows of requests that run side by side share a statement and a commit, whichever tenant they are of. */
final class SharedAudit {
    private final AuditChain chain;
    private final SharedRound<AuditChain.Append, Boolean> round;

    SharedAudit(RoundConnections connections, RequestsUnderWay requests, AuditChain chain) {
        this.chain = chain;
        this.round = new SharedRound<>(
                SharedReads.AT_ONCE, requests, true, asked -> chain.appendTogether(connections, asked));
    }

    /**
     * Returns once the rows are durable.
     *
     * @param read what they tell that it was read
     * @return false where nothing was written: no lane of the tenant was known to stand free, what was read there has changed, or the round
     *     failed, maybe for another's reasons. Then they are to be written by themselves.
     */
    boolean append(TenantId tenant, List<AuditRow> rows, Optional<KnownVersion> read) {
        // The key is had by who asks: a key service that answers slowly for one tenant holds up no other.
        return round.ask(chain.append(tenant, rows, read));
    }
}
