package io.chartside.server.audit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.access.Caller;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.JoinedAudit;
import io.chartside.server.store.KnownVersion;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.PatientCount;
import io.chartside.server.store.RequestsUnderWay;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.RowsTogether;
import io.chartside.server.store.SharedRound;
import io.chartside.server.tenancy.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/**
 * The door to the audit: every interaction leaves a row, and nothing is answered before its row is committed. Writes
 * take {@link #rows} into their own transaction; reads, searches and refusals go through {@link #record}.
 */
@Component
public final class AuditTrail {
    /** A tenant beyond these gets a new round at its next request: then two may run at once, each whole. */
    private static final int MOST_TENANTS = 2_000;

    private final ResourceStore store;
    private final RequestsUnderWay requests;
    private final Clock clock;
    private final TokenUse tokenUse;
    private final Cache<TenantId, SharedRound<Asked, Long>> commits =
            Caffeine.newBuilder().maximumSize(MOST_TENANTS).build();

    private static final Long DONE = 0L;
    private static final Long NOT_DONE = -1L;

    /** @param count what the rows tell that it was counted, or null */
    private record Asked(List<AuditRow> rows, PatientCount count) {
        boolean isRowsAlone() {
            return count == null;
        }
    }

    AuditTrail(ResourceStore store, RequestsUnderWay requests, Clock clock, AuditContent content) {
        this.store = store;
        this.requests = requests;
        this.clock = clock;
        this.tokenUse = content.tokenUse();
    }

    /** The rows of one request's acts, to be written with what they record: one row, unless it would grow too long. */
    public List<AuditRow> rows(Caller caller, Origin origin, List<AuditedAct> acts) {
        return rows(Optional.of(caller), origin, acts);
    }

    private List<AuditRow> rows(Optional<Caller> caller, Origin origin, List<AuditedAct> acts) {
        return packed(caller, origin, acts).all();
    }

    private AuditRows packed(Optional<Caller> caller, Origin origin, List<AuditedAct> acts) {
        Instant now = clock.instant();
        AuditRows rows = new AuditRows(now);
        for (AuditedAct act : acts) {
            rows.add(
                    AuditEventJson.of(caller, origin, act, tokenUse, now),
                    act.patientIds(),
                    AuditEventJson.tokens(caller, act));
        }
        return rows;
    }

    /**
     * Commits a request that was refused, together with the decision that refused it: as one row, so that it takes the time
     * of one whose resource nobody has.
     */
    public void refused(TenantId tenant, Caller caller, Origin origin, AuditedAct act, AuthorizationAct decision) {
        AuditRows rows = packed(Optional.of(caller), origin, List.of(act));
        rows.add(
                AuthorizationEventJson.of(origin, decision, rows.recorded()),
                decision.patientIds(),
                AuthorizationEventJson.tokens(decision));
        commit(tenant, rows.all());
    }

    /** Commits the row of an act that wrote nothing; returns once it is durable. */
    public void record(TenantId tenant, Optional<Caller> caller, Origin origin, AuditedAct audited) {
        commit(tenant, rows(caller, origin, List.of(audited)));
    }

    /** Commits the acts of one request that wrote nothing, as one row unless it would grow too long. */
    public void record(TenantId tenant, Caller caller, Origin origin, List<AuditedAct> acts) {
        commit(tenant, rows(Optional.of(caller), origin, acts));
    }

    /**
     * The same of a count, which is counted in the round trip of its commit.
     *
     * @param acts that hold whatever the number is
     * @return empty when it was neither counted nor recorded: then it is to be counted by itself
     */
    public OptionalLong record(
            TenantId tenant, Caller caller, Origin origin, List<AuditedAct> acts, PatientCount count) {
        Long counted = commit(tenant, new Asked(rows(Optional.of(caller), origin, acts), count));
        return counted.equals(NOT_DONE) ? OptionalLong.empty() : OptionalLong.of(counted);
    }

    /**
     * The same of a read, if what it is to be answered with has not changed.
     *
     * @return whether it is recorded; if not, it is to be read anew
     */
    public boolean record(TenantId tenant, Caller caller, Origin origin, List<AuditedAct> acts, KnownVersion read) {
        try {
            return store.auditTogether(tenant, rows(Optional.of(caller), origin, acts), Optional.of(read));
        } catch (RuntimeException e) {
            throw new AuditUnavailableException(e);
        }
    }

    /**
     * Commits the row of a look at what the tenant's administration shows: accounts, clients, grants.
     *
     * @param path below the FHIR base
     * @param patientIds of those whose accounts are told
     */
    public void looked(TenantId tenant, Caller caller, Origin origin, String path, List<String> patientIds) {
        Optional<String> request = Optional.of("GET " + origin.base() + path);
        record(
                tenant,
                Optional.of(caller),
                origin,
                new AuditedAct(Act.OPERATION, 200, "", Optional.empty(), request, patientIds));
    }

    /** Commits the row of a decision on consent or role. */
    public void record(TenantId tenant, Origin origin, AuthorizationAct act) {
        commit(tenant, rows(origin, act));
    }

    /** The row of a decision on consent or role, for a {@code UnitOfWork} that rests on it. */
    public List<AuditRow> rows(Origin origin, AuthorizationAct act) {
        Instant now = clock.instant();
        byte[] json = AuthorizationEventJson.of(origin, act, now);
        return List.of(
                new AuditRow(LogicalIds.next(), now, json, act.patientIds(), AuthorizationEventJson.tokens(act)));
    }

    /** Commits the row of a sign-in, a sign-out, or a token issued, refused or revoked. */
    public void record(TenantId tenant, Origin origin, SignInAct act) {
        commit(tenant, rows(origin, act));
    }

    /** The row of the same, to be written with what it records ({@link JoinedAudit}). */
    public List<AuditRow> rows(Origin origin, SignInAct act) {
        Instant now = clock.instant();
        return List.of(new AuditRow(
                LogicalIds.next(), now, SignInEventJson.of(origin, act, now), List.of(), SignInEventJson.tokens(act)));
    }

    /** Commits the row of a change to who may do what (MM18); returns once it is durable. */
    public void record(TenantId tenant, Origin origin, AdminAct act) {
        commit(tenant, rows(origin, act));
    }

    /** The row of a change to who may do what, for a {@code UnitOfWork} that makes the change itself. */
    public List<AuditRow> rows(Origin origin, AdminAct act) {
        Instant now = clock.instant();
        byte[] json = AdminEventJson.of(origin, act, now);
        return List.of(new AuditRow(LogicalIds.next(), now, json, List.of(), AdminEventJson.tokens(act)));
    }

    private void commit(TenantId tenant, List<AuditRow> rows) {
        commit(tenant, new Asked(rows, null));
    }

    /** Rows of requests that run side by side go in one transaction: of all tenants, or what that does not do, of each. */
    private Long commit(TenantId tenant, Asked asked) {
        try {
            if (asked.isRowsAlone() && store.auditTogether(tenant, asked.rows(), Optional.empty())) {
                return DONE;
            }
            return commits.get(tenant, this::sharedCommit).ask(asked);
        } catch (RuntimeException e) {
            throw new AuditUnavailableException(e);
        }
    }

    private SharedRound<Asked, Long> sharedCommit(TenantId tenant) {
        return new SharedRound<>(1, requests, true, together -> committed(tenant, together));
    }

    /** Those who only want their rows committed are not to be told apart by what becomes of the others. */
    private List<Long> committed(TenantId tenant, List<Asked> together) {
        List<Asked> others = together.stream().filter(Asked::isRowsAlone).toList();
        if (others.size() < together.size()) {
            Optional<long[]> counted = store.auditCounting(
                    tenant,
                    rows(together),
                    together.stream().map(Asked::count).filter(Objects::nonNull).toList());
            if (counted.isPresent()) {
                return answers(together, counted.get());
            }
        }
        if (!others.isEmpty()) {
            store.audit(tenant, rows(others));
        }
        return together.stream()
                .map(asked -> asked.isRowsAlone() ? DONE : NOT_DONE)
                .toList();
    }

    private static List<AuditRow> rows(List<Asked> together) {
        return RowsTogether.of(
                together.stream().flatMap(asked -> asked.rows().stream()).toList());
    }

    private static List<Long> answers(List<Asked> together, long[] counted) {
        List<Long> answers = new ArrayList<>(together.size());
        int next = 0;
        for (Asked asked : together) {
            answers.add(asked.isRowsAlone() ? DONE : (Long) counted[next++]);
        }
        return answers;
    }

    /** A request that was refused before it reached an interaction: 401 and 403 of the authorization, 4xx of the guard. */
    public void refused(TenantId tenant, Optional<Caller> caller, Origin origin, Act act, int status) {
        record(tenant, caller, origin, new AuditedAct(act, status, "", Optional.empty(), Optional.empty(), List.of()));
    }
}
