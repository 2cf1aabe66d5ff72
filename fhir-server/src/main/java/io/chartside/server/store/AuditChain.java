package io.chartside.server.store;

import io.chartside.server.crypto.DataKey;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;

/**
 * Appends audit rows. Each tenant has a few lanes, each a chain of hashes of its own, so that writers do not wait for
 * one another. Where a lane stands is known to the process that wrote its last row, so a row goes in with one statement
 * that moves the lane on from there; a lane that another process moved meanwhile is looked up and locked instead.
 */
final class AuditChain {
    static final int LANES = 8;
    static final byte[] BEGINNING = new byte[32];
    private static final String APPEND = """
            with moved as (
                update audit_lane set seq = ?, hash = ? where tenant = ? and lane = ? and seq = ? and hash = ? returning lane)
            insert into audit_event (tenant, lane, seq, recorded, id, tokens, event, prev_hash, hash)
            select ?, m.lane, u.seq, to_timestamp(u.recorded / 1000.0), u.id, u.tokens::bigint[], u.event, u.prev_hash, u.hash
            from moved m cross join unnest(?, ?, ?, ?, ?, ?, ?) as u(seq, recorded, id, tokens, event, prev_hash, hash)""";
    /** The same at the end of a transaction that must not commit without it: where the lane has moved, the row has no lane (23502). */
    private static final String APPEND_OR_FAIL =
            APPEND.replace("from moved m cross join ", "from ") + " left join moved m on true";

    /**
     * The same of several lanes, whichever tenants' they are; tells which of them stood where they were said to. Plan: the lanes in the
     * order that they are given in, each by audit_lane_pkey, so that processes that hold lanes of each other's never wait in a circle.
     */
    static final String APPEND_TOGETHER = """
            with moved as (
                update audit_lane l set seq = u.seq, hash = u.hash
                from unnest(?, ?, ?, ?, ?, ?) with ordinality as u(tenant, lane, was_seq, was_hash, seq, hash, n)
                where l.tenant = u.tenant and l.lane = u.lane and l.seq = u.was_seq and l.hash = u.was_hash
                returning l.tenant, l.lane, u.n),
            added as (
                insert into audit_event (tenant, lane, seq, recorded, id, tokens, event, prev_hash, hash)
                select m.tenant, m.lane, r.seq, to_timestamp(r.recorded / 1000.0), r.id, r.tokens::bigint[], r.event, r.prev_hash, r.hash
                from moved m join unnest(?, ?, ?, ?, ?, ?, ?, ?) as r(n, seq, recorded, id, tokens, event, prev_hash, hash) on r.n = m.n)
            select n from moved""";
    /** The same of lanes whose rows say that something was read, if that stands as it was answered. */
    static final String APPEND_TOGETHER_UNCHANGED = APPEND_TOGETHER
            .replaceFirst(
                    "with ", "with changed as materialized (" + Matcher.quoteReplacement(KnownVersion.CHANGED) + "), ")
            .replace(
                    "l.hash = u.was_hash",
                    "l.hash = u.was_hash and not exists (select 1 from changed c where c.n = u.n)");

    private static final String FREE_LANE = """
            select lane, seq, hash from audit_lane where tenant = ?
            order by (lane + ?) %% %d limit 1 for update skip locked""".formatted(LANES);

    private final KeyRing keys;
    private final AuditLanes lanes;
    private final Set<TenantId> moved = ConcurrentHashMap.newKeySet();

    AuditChain(KeyRing keys, AuditLanes lanes) {
        this.keys = keys;
        this.lanes = lanes;
    }

    /** Rows as they are stored but for their place in a chain. */
    record Sealed(String[] ids, String[] tokens, long[] recorded, byte[][] events) {}

    /**
     * Rows of a request.
     *
     * @param key that they are sealed with
     * @param read what they tell that it was read; nothing is written where it has changed
     */
    record Append(TenantId tenant, DataKey key, List<AuditRow> rows, Optional<KnownVersion> read) {}

    Append append(TenantId tenant, List<AuditRow> rows, Optional<KnownVersion> read) {
        return new Append(tenant, keys.tenant(tenant).audit(), rows, read);
    }

    private Sealed seal(TenantId tenant, List<AuditRow> rows) {
        return seal(tenant, keys.tenant(tenant).audit(), rows);
    }

    static Sealed seal(TenantId tenant, DataKey key, List<AuditRow> rows) {
        int n = rows.size();
        Sealed sealed = new Sealed(new String[n], new String[n], new long[n], new byte[n][]);
        KeyedHash hash = key.hash();
        for (int i = 0; i < n; i++) {
            AuditRow row = rows.get(i);
            sealed.ids[i] = row.id();
            sealed.recorded[i] = row.recorded().toEpochMilli();
            sealed.events[i] = AuditSeal.seal(tenant, key, row);
            sealed.tokens[i] = tokens(hash, row);
        }
        return sealed;
    }

    /**
     * Appends within a transaction, whose last statement this should be: the lane is locked until the commit.
     *
     * @return where the lane stands once the transaction has committed: then, and only then, tell {@link #committed}
     */
    AuditLanes.Lane append(TenantSession session, List<AuditRow> rows) throws SQLException {
        Sealed sealed = seal(session.tenant(), rows);
        Optional<AuditLanes.Lane> known = lanes.take(session.tenant());
        if (known.isPresent()) {
            Optional<AuditLanes.Lane> moved = append(session, known.get(), sealed);
            if (moved.isPresent()) {
                return moved.get();
            }
        }
        return append(session, lock(session), sealed)
                .orElseThrow(() -> new IllegalStateException("a locked audit lane moved"));
    }

    /**
     * Lets the rows go with the commit of a transaction, in its round trip. Where another process has moved the lane meanwhile the
     * commit fails with what {@link DatabaseFailure#isPassing} tells; the work is then to be run again with {@link #appendLocked}.
     *
     * @return as {@link #append(TenantSession, List)}
     */
    AuditLanes.Lane appendAtCommit(TenantSession session, List<AuditRow> rows) throws SQLException {
        Optional<AuditLanes.Lane> known = lanes.take(session.tenant());
        if (known.isEmpty()) {
            return appendLocked(session, rows);
        }
        Step step = step(session.tenant(), known.get(), seal(session.tenant(), rows));
        session.defer(APPEND_OR_FAIL, step.parameters());
        return step.end();
    }

    /** Appends to a lane that is locked first: it goes well wherever other processes have moved it to. */
    AuditLanes.Lane appendLocked(TenantSession session, List<AuditRow> rows) throws SQLException {
        return append(session, lock(session), seal(session.tenant(), rows))
                .orElseThrow(() -> new IllegalStateException("a locked audit lane moved"));
    }

    /**
     * Counts, appends and commits in one round trip, or writes nothing where no lane is known to stand free.
     *
     * @param counts of what the rows record as counted
     * @return the numbers in the order of what is counted; empty when nothing was written
     */
    Optional<long[]> appendAlone(TenantSession session, List<AuditRow> rows, List<PatientCount> counts)
            throws SQLException {
        Optional<AuditLanes.Lane> known = lanes.take(session.tenant());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Step step = step(session.tenant(), known.get(), seal(session.tenant(), rows));
        long[] counted = new long[counts.size()];
        List<Object> parameters = new ArrayList<>();
        if (!counts.isEmpty()) {
            parameters.addAll(PatientCount.parameters(session.tenant(), counts));
        }
        parameters.addAll(step.parameters());
        int inserted = counts.isEmpty()
                ? session.update(APPEND, parameters)
                : session.queryAndUpdate(PatientCount.MANY, APPEND, parameters, PatientCount.into(counted));
        if (inserted != rows.size()) {
            return Optional.empty();
        }
        committed(session.tenant(), step.end());
        return Optional.of(counted);
    }

    /**
     * Appends the rows of several requests and commits them in one round trip.
     *
     * @return of each whether its rows are in; where not, nothing of them is
     */
    List<Boolean> appendTogether(RoundConnections connections, List<Append> asked) {
        AuditRound round = new AuditRound(asked, lanes::take);
        if (round.isEmpty()) {
            return Collections.nCopies(asked.size(), false);
        }
        try {
            connections
                    .query(
                            round.tenants(),
                            round.hasReads() ? APPEND_TOGETHER_UNCHANGED : APPEND_TOGETHER,
                            round.parameters(),
                            row -> row.getInt(1))
                    .forEach(n -> {
                        AuditRound.Moved moved = round.moved(n);
                        committed(moved.tenant(), moved.to());
                    });
            // What was read there may have changed; then the lane stands where it did.
            round.unmoved().forEach(unmoved -> lanes.give(unmoved.tenant(), unmoved.to()));
        } catch (DatabaseFailure e) {
            if (e.isUnreachable()) {
                throw e;
            }
        }
        return round.answers();
    }

    void committed(TenantId tenant, AuditLanes.Lane lane) {
        lanes.give(tenant, lane);
        hasMoved(tenant);
    }

    void hasMoved(TenantId tenant) {
        moved.add(tenant);
    }

    /** The tenants whose lanes this process has moved since it was asked last. */
    Set<TenantId> takeMoved() {
        Set<TenantId> taken = new HashSet<>();
        for (TenantId tenant : moved) {
            if (moved.remove(tenant)) {
                taken.add(tenant);
            }
        }
        return taken;
    }

    /** Where the tenant's lanes stand. Plan: audit_lane_pkey. */
    static List<AuditLanes.Lane> heads(TenantSession session) throws SQLException {
        return session.query(
                "select lane, seq, hash from audit_lane where tenant = ? order by lane",
                List.of(session.tenant().value()),
                AuditChain::read);
    }

    /** Empty when the lane does not stand there any more: then nothing was written. */
    private static Optional<AuditLanes.Lane> append(TenantSession session, AuditLanes.Lane lane, Sealed rows)
            throws SQLException {
        Step step = step(session.tenant(), lane, rows);
        int inserted = session.update(APPEND, step.parameters());
        return inserted == rows.ids().length ? Optional.of(step.end()) : Optional.empty();
    }

    /**
     * @param parameters of {@link #APPEND}
     * @param end where the lane stands after it
     */
    private record Step(List<Object> parameters, AuditLanes.Lane end) {}

    private static Step step(TenantId of, AuditLanes.Lane lane, Sealed rows) {
        int n = rows.ids().length;
        long[] seq = new long[n];
        byte[][] before = new byte[n][];
        byte[][] after = new byte[n][];
        byte[] last = lane.hash();
        for (int i = 0; i < n; i++) {
            seq[i] = lane.seq() + 1 + i;
            before[i] = last;
            last = link(
                    last, lane.number(), seq[i], rows.recorded()[i], rows.ids()[i], rows.tokens()[i], rows.events()[i]);
            after[i] = last;
        }
        String tenant = of.value();
        List<Object> parameters =
                new ArrayList<>(List.of(seq[n - 1], last, tenant, lane.number(), lane.seq(), lane.hash()));
        parameters.addAll(
                List.of(tenant, seq, rows.recorded(), rows.ids(), rows.tokens(), rows.events(), before, after));
        return new Step(parameters, new AuditLanes.Lane(lane.number(), seq[n - 1], last));
    }

    private static AuditLanes.Lane lock(TenantSession session) throws SQLException {
        String tenant = session.tenant().value();
        int first = ThreadLocalRandom.current().nextInt(LANES);
        List<AuditLanes.Lane> free = session.query(FREE_LANE, List.of(tenant, first), AuditChain::read);
        if (free.isEmpty()) {
            session.update(
                    "insert into audit_lane (tenant, lane, seq, hash) select ?, g, 0, ? from generate_series(0, ?) g"
                            + " on conflict do nothing",
                    List.of(tenant, BEGINNING, LANES - 1));
            String wait = "select lane, seq, hash from audit_lane where tenant = ? and lane = ? for update";
            free = session.query(wait, List.of(tenant, first), AuditChain::read);
        }
        return free.get(0);
    }

    private static AuditLanes.Lane read(ResultSet row) throws SQLException {
        return new AuditLanes.Lane(row.getInt(1), row.getLong(2), row.getBytes(3));
    }

    private static String tokens(KeyedHash hash, AuditRow row) {
        List<String> tokens = new ArrayList<>();
        row.words().forEach(word -> tokens.add(Long.toString(hash.hash64(word))));
        return "{" + String.join(",", tokens) + "}";
    }

    /** What the next row's hash is made of: the row as it is stored. */
    static byte[] link(byte[] before, int lane, long seq, long recorded, String id, String tokens, byte[] event) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            digest.update(ByteBuffer.allocate(20)
                    .putInt(lane)
                    .putLong(seq)
                    .putLong(recorded)
                    .array());
            digest.update((id + "|" + tokens + "|").getBytes(StandardCharsets.UTF_8));
            return digest.digest(event);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
