package io.chartside.server.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.ChangeFeed;
import io.chartside.server.store.ChangeFeed.Position;
import io.chartside.server.store.Database;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.SealedColumn;
import io.chartside.server.store.StoredResource;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.subscription.Held.Status;
import io.chartside.server.tenancy.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The tables of Subscriptions. Whoever holds a lease writes only while it is his: a row that was taken over stays as it is. */
final class SubscriptionTable {
    static final SealedColumn SEALED = SealedColumn.of(
            "subscription",
            "body",
            List.of(new SealedColumn.Key("id", "text")),
            (tenant, values) -> place(tenant, values.get(0)));

    private static final byte[] NOBODY = new byte[0];
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COLUMNS = "s.id, s.status, s.after_tx::text, s.after_rid, s.after_version, s.numbered,"
            + " s.delivered, s.beat_at, s.failures, coalesce(s.failing_since, 0), s.body";
    /** Parameters: tenant of both, three times the time. Plan: subscription_pkey; of each row resource_version_tx. */
    private static final String DUE = "q.tenant = ? and q.status in ('requested', 'active') and q.leased_until <= ?"
            + " and q.due_at <= ? and (q.status = 'requested' or q.delivered < q.numbered or q.beat_at <= ? or "
            + ChangeFeed.WAITING.formatted("q.after_tx, q.after_rid, q.after_version") + ")";

    private final Database database;
    private final ResourceStore store;
    private final KeyRing keys;

    SubscriptionTable(Database database, ResourceStore store, KeyRing keys) {
        this.database = database;
        this.store = store;
        this.keys = keys;
    }

    private static String place(TenantId tenant, String id) {
        return "subscription|" + tenant + "|" + id;
    }

    private byte[] seal(TenantId tenant, String id, Subscriber subscriber) {
        try {
            return keys.tenant(tenant).data().seal(JSON.writeValueAsBytes(subscriber), place(tenant, id));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a subscriber is not JSON", e);
        }
    }

    private Subscriber open(TenantId tenant, String id, byte[] body) {
        try {
            return JSON.readValue(keys.tenant(tenant).data().open(body, place(tenant, id)), Subscriber.class);
        } catch (IOException e) {
            throw new IllegalStateException("a subscriber is not as it was written", e);
        }
    }

    // ---- within the transaction that writes the resource

    /** As it stands, locked until the transaction ends. */
    Optional<Subscriber> lock(UnitOfWork unit, TenantId tenant, String id) {
        return unit.beside(session -> session
                .query(
                        "select body from subscription where tenant = ? and id = ? for update",
                        List.of(tenant.value(), id),
                        row -> open(tenant, id, row.getBytes(1)))
                .stream()
                .findFirst());
    }

    int count(UnitOfWork unit, TenantId tenant) {
        return unit.beside(session -> session.query(
                        "select count(*) from subscription where tenant = ? and status <> 'off'",
                        List.of(tenant.value()),
                        row -> row.getInt(1))
                .get(0));
    }

    /** From now on, as one that was off; one that was in error or is changed goes on where it was. */
    void put(UnitOfWork unit, TenantId tenant, String id, Status status, Subscriber subscriber, Instant now) {
        byte[] sealedPart = seal(tenant, id, subscriber);
        long at = now.toEpochMilli();
        unit.beside(session -> {
            session.query(
                    "insert into subscription_tenant (tenant) values (?) on conflict do nothing returning 1",
                    List.of(tenant.value()),
                    row -> row.getInt(1));
            Position begin = ChangeFeed.now(session);
            return session.query(
                    """
                    insert into subscription as s (tenant, id, status, after_tx, after_rid, after_version, due_at,
                        beat_at, body)
                    values (?, ?, ?, ?::xid8, ?, ?, ?, ?, ?)
                    on conflict (tenant, id) do update set status = excluded.status, due_at = excluded.due_at,
                        beat_at = excluded.beat_at, body = excluded.body, failures = 0, failing_since = null, lease = null,
                        after_tx = case when s.status = 'off' then excluded.after_tx else s.after_tx end,
                        after_rid = case when s.status = 'off' then excluded.after_rid else s.after_rid end,
                        after_version = case when s.status = 'off' then excluded.after_version else s.after_version end,
                        delivered = case when s.status = 'off' then s.numbered else s.delivered end
                    returning 1""",
                    List.of(
                            tenant.value(),
                            id,
                            status.code(),
                            begin.tx(),
                            begin.rid(),
                            begin.version(),
                            at,
                            subscriber.terms().end(),
                            sealedPart),
                    row -> row.getInt(1));
        });
    }

    void remove(UnitOfWork unit, TenantId tenant, String id) {
        unit.beside(session ->
                session.update("delete from subscription where tenant = ? and id = ?", List.of(tenant.value(), id)));
    }

    // ---- who delivers

    /** Tenants that have something to deliver; two round trips for all of them together. */
    List<TenantId> waiting(TenantId anyone, Instant now) {
        List<TenantId> tenants = tenants(anyone);
        if (tenants.isEmpty()) {
            return List.of();
        }
        long at = now.toEpochMilli();
        Map<TenantId, List<Integer>> due = database.readingTogether(
                tenants,
                "select 1 from subscription q where " + DUE + " limit 1",
                tenant -> List.of(tenant.value(), at, at, at, tenant.value()),
                row -> row.getInt(1));
        return List.copyOf(due.keySet());
    }

    /**
     * Those that ever had a Subscription.
     *
     * @param anyone a tenant that the statement is confined to: the list is known to all
     */
    List<TenantId> tenants(TenantId anyone) {
        return database.reading(
                anyone,
                session -> session.query(
                        "select tenant from subscription_tenant order by tenant",
                        List.of(),
                        row -> new TenantId(row.getString(1))));
    }

    /** The one that has waited longest and that nobody delivers to. */
    Optional<Held> lease(TenantId tenant, Instant now, Instant until) {
        UUID lease = UUID.randomUUID();
        long at = now.toEpochMilli();
        String sql =
                "update subscription s set lease = ?::uuid, leased_until = ? where s.tenant = ? and s.id = (select q.id"
                        + " from subscription q where " + DUE
                        + " order by q.due_at, q.id limit 1 for update skip locked) returning " + COLUMNS;
        List<Object> parameters = List.of(
                lease.toString(), until.toEpochMilli(), tenant.value(), tenant.value(), at, at, at, tenant.value());
        return store
                .write(
                        tenant,
                        unit -> unit.beside(session -> session.query(sql, parameters, row -> held(tenant, lease, row))))
                .stream()
                .findFirst()
                .map(Supplier::get);
    }

    /** To be opened once the lease is committed: a row that cannot be read then waits, and holds up no other. */
    private Supplier<Held> held(TenantId tenant, UUID lease, ResultSet row) throws SQLException {
        String id = row.getString(1);
        Status status = Status.of(row.getString(2));
        Position after = new Position(row.getString(3), row.getLong(4), row.getInt(5));
        long numbered = row.getLong(6);
        long delivered = row.getLong(7);
        long beatAt = row.getLong(8);
        int failures = row.getInt(9);
        long failingSince = row.getLong(10);
        byte[] body = row.getBytes(11);
        return () -> new Held(
                tenant,
                id,
                lease,
                status,
                after,
                numbered,
                delivered,
                beatAt,
                failures,
                failingSince,
                open(tenant, id, body));
    }

    /** As it is, for {@code $status} and {@code $events}; without a lease. */
    Optional<Held> find(TenantId tenant, String id) {
        return database
                .reading(
                        tenant,
                        session -> session.query(
                                "select " + COLUMNS + " from subscription s where s.tenant = ? and s.id = ?",
                                List.of(tenant.value(), id),
                                row -> held(tenant, new UUID(0, 0), row)))
                .stream()
                .findFirst()
                .map(Supplier::get);
    }

    List<String> ids(TenantId tenant) {
        return database.reading(
                tenant,
                session -> session.query(
                        "select id from subscription where tenant = ? order by id",
                        List.of(tenant.value()),
                        row -> row.getString(1)));
    }

    /** Events with these numbers, both included, in order. */
    List<Event> events(TenantId tenant, String id, long from, long to, int most) {
        return database.reading(
                tenant,
                session -> session.query(
                        "select number, type, resource, version, at from subscription_event where tenant = ?"
                                + " and subscription = ? and number between ? and ? order by number limit ?",
                        List.of(tenant.value(), id, from, to, most),
                        row -> new Event(
                                row.getLong(1),
                                ResourceTypes.name(row.getInt(2)),
                                row.getString(3),
                                row.getInt(4),
                                Instant.ofEpochMilli(row.getLong(5)))));
    }

    /**
     * Numbers what was found and moves on in the feed.
     *
     * @return whether the lease was still held
     */
    boolean number(Held held, List<StoredResource> found, Position last) {
        long[] numbers = new long[found.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = held.numbered() + 1 + i;
        }
        return store.write(
                held.tenant(),
                unit -> unit.beside(session -> {
                    boolean mine = session.update(
                                    "update subscription set after_tx = ?::xid8, after_rid = ?, after_version = ?, numbered = ?"
                                            + " where tenant = ? and id = ? and lease = ?::uuid",
                                    List.of(
                                            last.tx(),
                                            last.rid(),
                                            last.version(),
                                            held.numbered() + numbers.length,
                                            held.tenant().value(),
                                            held.id(),
                                            held.lease().toString()))
                            == 1;
                    if (mine && numbers.length > 0) {
                        insert(session, held, found, numbers);
                    }
                    return mine;
                }));
    }

    private void insert(TenantSession session, Held held, List<StoredResource> found, long[] numbers)
            throws SQLException {
        session.update(
                "insert into subscription_event (tenant, subscription, number, type, resource, version, at, patient)"
                        + " select ?, ?, u.number, u.type, u.resource, u.version, u.at, u.patient"
                        + " from unnest(?, ?::smallint[], ?, ?, ?, ?) as u(number, type, resource, version, at, patient)",
                List.of(
                        held.tenant().value(),
                        held.id(),
                        numbers,
                        found.stream()
                                .mapToInt(one -> ResourceTypes.number(one.type()))
                                .toArray(),
                        found.stream().map(StoredResource::id).toArray(String[]::new),
                        found.stream().mapToInt(one -> (int) one.version()).toArray(),
                        found.stream()
                                .mapToLong(one -> one.lastUpdated().toEpochMilli())
                                .toArray(),
                        found.stream()
                                .map(one -> one.patientId()
                                        .map(id -> patient(held.tenant(), id))
                                        .orElse(NOBODY))
                                .toArray(byte[][]::new)));
    }

    private byte[] patient(TenantId tenant, String id) {
        byte[] text = ("subscription|" + id).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(keys.tenant(tenant).data().hash().hash(text), 16);
    }

    /** @return how many events were about the patient */
    int removeThoseOf(TenantId tenant, String patientId) {
        return store.write(
                tenant,
                unit -> unit.beside(session -> session.update(
                        "delete from subscription_event where tenant = ? and patient = ?",
                        List.of(tenant.value(), patient(tenant, patientId)))));
    }

    /**
     * What comes of an attempt, and with it the end of the lease.
     *
     * @param delivered the last event that the receiver has
     */
    record Outcome(Status status, long delivered, long dueAt, long beatAt, int failures, long failingSince) {}

    /**
     * Writes the outcome in one transaction with what else comes of the attempt.
     *
     * @param first what locks heads of the record
     * @param last what locks the audit
     * @throws LeaseLost when the lease is not held any more: then nothing is written
     */
    void settle(Held held, Outcome outcome, Consumer<UnitOfWork> first, Consumer<UnitOfWork> last) {
        store.write(held.tenant(), unit -> {
            first.accept(unit);
            List<Object> parameters = new ArrayList<>(List.of(
                    outcome.status().code(),
                    outcome.delivered(),
                    outcome.dueAt(),
                    outcome.beatAt(),
                    outcome.failures(),
                    outcome.failingSince(),
                    held.tenant().value(),
                    held.id(),
                    held.lease().toString()));
            int written = unit.beside(session -> session.update(
                    "update subscription set status = ?, delivered = ?, due_at = ?, beat_at = ?, failures = ?,"
                            + " failing_since = nullif(?, 0), lease = null, leased_until = 0"
                            + " where tenant = ? and id = ? and lease = ?::uuid",
                    parameters));
            if (written == 0) {
                throw new LeaseLost();
            }
            last.accept(unit);
            return null;
        });
    }

    /** Undoes the transaction of who has been slow. */
    static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("another process took the delivery over", null, false, false);
        }
    }

    /** Forgets what was delivered before, as far as it was. */
    void forget(TenantId tenant, Instant before) {
        store.write(
                tenant,
                unit -> unit.beside(session -> session.update(
                        "delete from subscription_event e using subscription s where e.tenant = ? and s.tenant = ?"
                                + " and s.id = e.subscription and e.number <= s.delivered and e.at < ?",
                        List.of(tenant.value(), tenant.value(), before.toEpochMilli()))));
    }
}
