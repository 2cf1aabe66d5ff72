package io.chartside.server.audit;

import io.chartside.server.access.Caller;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The door to the audit: every interaction leaves a row, and nothing is answered before its row is committed. Writes
 * take {@link #row} into their own transaction; reads, searches and refusals go through {@link #record}.
 */
@Component
public final class AuditTrail {
    private final ResourceStore store;
    private final Clock clock;
    private final Map<TenantId, SharedCommit> commits = new ConcurrentHashMap<>();

    AuditTrail(ResourceStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The row of one act, to be written with what it records. */
    public AuditRow row(Optional<Caller> caller, Origin origin, AuditedAct audited) {
        Instant now = clock.instant();
        return new AuditRow(
                LogicalIds.next(),
                now,
                AuditEventJson.of(caller, origin, audited, now),
                audited.patientIds(),
                AuditEventJson.tokens(caller, audited));
    }

    /** Commits the row of an act that wrote nothing; returns once it is durable. */
    public void record(TenantId tenant, Optional<Caller> caller, Origin origin, AuditedAct audited) {
        commit(tenant, row(caller, origin, audited));
    }

    /** Commits the row of a sign-in, a sign-out, or a token issued, refused or revoked. */
    public void record(TenantId tenant, Origin origin, SignInAct act) {
        Instant now = clock.instant();
        commit(
                tenant,
                new AuditRow(
                        LogicalIds.next(),
                        now,
                        SignInEventJson.of(origin, act, now),
                        List.of(),
                        SignInEventJson.tokens(act)));
    }

    private void commit(TenantId tenant, AuditRow row) {
        commits.computeIfAbsent(tenant, t -> new SharedCommit(rows -> store.audit(t, rows)))
                .commit(row);
    }

    /** A request that was refused before it reached an interaction: 401 and 403 of the authorization, 4xx of the guard. */
    public void refused(TenantId tenant, Optional<Caller> caller, Origin origin, Act act, int status) {
        record(tenant, caller, origin, new AuditedAct(act, status, "", Optional.empty(), Optional.empty(), List.of()));
    }
}
