package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Replaces a tenant's keys while they are used. Old and new stand side by side in the key store until nothing needs the old
 * one, so that no process meets a key that it cannot open; a rotation that was cut short goes on where it stood.
 */
public final class KeyRotation {
    private static final int PAGE = 1000;

    private final MasterKey master;
    private final KeyRing keys;
    private final DataSource keyStore;
    private final Duration knownAfter;
    private final SecureRandom random = new SecureRandom();

    public KeyRotation(MasterKey master, KeyRing keys, KeyKeeper keeper, Duration knownAfter) {
        this.master = master;
        this.keys = keys;
        this.keyStore = keeper.keyStore();
        this.knownAfter = knownAfter;
    }

    /** @param rewrapped how many keys the new one wraps now */
    public record Rewrapped(int version, long rewrapped) {}

    /** Runs the rotation unless another of this tenant's is under way: then empty. */
    public <T> Optional<T> alone(TenantId tenant, Supplier<T> rotation) {
        try (Connection lock = keyStore.getConnection()) {
            boolean mine = KeyTable.query(
                            lock,
                            "select pg_try_advisory_xact_lock(3, hashtext(?))",
                            row -> row.getBoolean(1),
                            tenant.value())
                    .get(0);
            try {
                return mine ? Optional.of(rotation.get()) : Optional.empty();
            } finally {
                lock.rollback();
            }
        } catch (SQLException e) {
            throw KeyTable.unavailable(e);
        }
    }

    /** Waits until every process has taken in what was changed. */
    public void awaitKnown() {
        keys.refresh();
        try (Connection connection = keyStore.getConnection()) {
            KeyTable.query(connection, "select pg_sleep(?)", row -> 0, 2 * knownAfter.toMillis() / 1000.0);
            connection.rollback();
        } catch (SQLException e) {
            throw KeyTable.unavailable(e);
        }
    }

    /**
     * How a tenant's keys of one purpose stand.
     *
     * @param age of the newest, by the key store's clock
     * @param versions how many there are
     * @param cutShort whether the newest is known but not used yet, or former ones are there that go at once
     */
    public record Standing(TenantId tenant, RotatedKey key, Duration age, int versions, boolean cutShort) {}

    /** Of all tenants in one statement, so that to look costs nothing. */
    public List<Standing> standings() {
        try (Connection connection = keyStore.getConnection()) {
            try {
                return KeyTable.query(
                        connection,
                        "select tenant, purpose, extract(epoch from now() - max(created_at))::bigint, count(*),"
                                + " max(version) > max(version) filter (where in_use)"
                                + " or count(*) > 1 and purpose in ('kek', 'index')"
                                + " from tenant_key where purpose in ('kek', 'index', 'data', 'audit', 'cursor')"
                                + " group by tenant, purpose",
                        KeyRotation::standing);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw KeyTable.unavailable(e);
        }
    }

    private static Standing standing(ResultSet row) throws SQLException {
        return new Standing(
                new TenantId(row.getString(1)),
                RotatedKey.of(row.getString(2)).orElseThrow(),
                Duration.ofSeconds(row.getLong(3)),
                row.getInt(4),
                row.getBoolean(5));
    }

    // ---- KEK

    /** Makes a new KEK and wraps every key of the tenant by it; the old one is deleted when it wraps nothing any more. */
    public Rewrapped rotateKek(TenantId tenant) {
        int version = newKek(tenant);
        long rewrapped = rewrap(tenant, version);
        while (true) {
            // Who does not know the new KEK yet may have wrapped a key by the old one.
            awaitKnown();
            rewrapped += rewrap(tenant, version);
            try {
                inTransaction(tenant, connection -> {
                    KeyTable.update(
                            connection,
                            "delete from tenant_key where tenant = ? and purpose = 'kek' and version < ?",
                            tenant.value(),
                            version);
                    KeyKeeper.changed(connection);
                    return 0;
                });
                keys.refresh();
                return new Rewrapped(version, rewrapped);
            } catch (StaleKek stillInUse) {
                rewrapped += rewrap(tenant, version);
            }
        }
    }

    private int newKek(TenantId tenant) {
        keys.tenant(tenant); // Made at its first use.
        return inTransaction(tenant, connection -> {
            List<WrappedKey> all = KeyTable.tenantKeys(connection, tenant, "kek");
            int newest = all.get(0).version();
            if (all.size() > 1) {
                return newest; // A rotation was cut short.
            }
            KeyTable.update(
                    connection,
                    "insert into tenant_key (tenant, purpose, version, wrapped) values (?, 'kek', ?, ?)",
                    tenant.value(),
                    newest + 1,
                    master.wrap(newKey(), KeyOwner.kek(tenant.value())));
            KeyKeeper.changed(connection);
            return newest + 1;
        });
    }

    private long rewrap(TenantId tenant, int version) {
        Map<Integer, DataKey> keks = inTransaction(tenant, connection -> {
            Map<Integer, DataKey> opened = new TreeMap<>();
            for (WrappedKey kek : KeyTable.tenantKeys(connection, tenant, "kek")) {
                byte[] plain = master.unwrap(kek.wrapped(), KeyOwner.kek(tenant.value()));
                opened.put(kek.version(), new DataKey(plain));
            }
            return opened;
        });
        long rewrapped = inTransaction(tenant, connection -> rewrapTenantKeys(connection, tenant, keks, version));
        long after = Long.MIN_VALUE;
        while (true) {
            long from = after;
            List<Long> page = inTransaction(tenant, connection -> rewrapPage(connection, tenant, keks, version, from));
            rewrapped += page.size();
            if (page.size() < PAGE) {
                return rewrapped;
            }
            after = page.get(page.size() - 1);
        }
    }

    private record Row(String owner, long number, WrappedKey key) {}

    private static long rewrapTenantKeys(
            Connection connection, TenantId tenant, Map<Integer, DataKey> keks, int version) throws SQLException {
        List<Row> rows = KeyTable.query(
                connection,
                "select purpose, version, wrapped, kek_version from tenant_key"
                        + " where tenant = ? and purpose <> 'kek' and kek_version <> ? for update",
                row -> new Row(
                        row.getString(1), row.getInt(2), new WrappedKey(1, row.getBytes(3), row.getInt(4), true)),
                tenant.value(),
                version);
        for (Row row : rows) {
            KeyTable.update(
                    connection,
                    "update tenant_key set wrapped = ?, kek_version = ? where tenant = ? and purpose = ? and version = ?",
                    rewrapped(keks, row.key(), KeyRing.owner(tenant, row.owner()), version),
                    version,
                    tenant.value(),
                    row.owner(),
                    (int) row.number());
        }
        return rows.size();
    }

    /** Plan: patient_key_pkey in its order. Rows of destroyed keys only leave the old KEK. */
    private static List<Long> rewrapPage(
            Connection connection, TenantId tenant, Map<Integer, DataKey> keks, int version, long after)
            throws SQLException {
        List<Row> rows = KeyTable.query(
                connection,
                "select patient_rid, wrapped, kek_version from patient_key where tenant = ? and patient_rid > ?"
                        + " and kek_version <> ? order by patient_rid limit " + PAGE + " for update",
                row -> new Row("", row.getLong(1), new WrappedKey(1, row.getBytes(2), row.getInt(3), true)),
                tenant.value(),
                after,
                version);
        for (Row row : rows) {
            KeyTable.update(
                    connection,
                    "update patient_key set wrapped = ?, kek_version = ? where tenant = ? and patient_rid = ?",
                    rewrapped(keks, row.key(), KeyRing.owner(row.number()), version),
                    version,
                    tenant.value(),
                    row.number());
        }
        return rows.stream().map(Row::number).toList();
    }

    private static byte[] rewrapped(Map<Integer, DataKey> keks, WrappedKey key, String owner, int version) {
        return key.wrapped() == null
                ? null
                : keks.get(version).seal(keks.get(key.kekVersion()).open(key.wrapped(), owner), owner);
    }

    // ---- the others

    /**
     * Makes a new key that every process opens and searches with, and none writes with yet.
     *
     * @return its version, or that of one which was announced before and never used
     */
    public int announce(TenantId tenant, RotatedKey key) {
        keys.tenant(tenant);
        return inTransaction(tenant, connection -> {
            List<WrappedKey> all = KeyTable.tenantKeys(connection, tenant, key.word());
            WrappedKey newest = all.get(0);
            if (key == RotatedKey.INDEX ? all.size() > 1 : !newest.inUse()) {
                return newest.version(); // A rotation was cut short.
            }
            WrappedKey kek = KeyTable.tenantKeys(connection, tenant, "kek").get(0);
            byte[] kekBytes = master.unwrap(kek.wrapped(), KeyOwner.kek(tenant.value()));
            KeyTable.update(
                    connection,
                    "insert into tenant_key (tenant, purpose, version, wrapped, kek_version, in_use)"
                            + " values (?, ?, ?, ?, ?, false)",
                    tenant.value(),
                    key.word(),
                    newest.version() + 1,
                    new DataKey(kekBytes).seal(newKey(), KeyRing.owner(tenant, key.word())),
                    kek.version());
            KeyKeeper.changed(connection);
            return newest.version() + 1;
        });
    }

    /** From now on processes write with it, each as soon as it knows. */
    public void use(TenantId tenant, RotatedKey key, int version) {
        inTransaction(tenant, connection -> {
            KeyTable.update(
                    connection,
                    "update tenant_key set in_use = true where tenant = ? and purpose = ? and version = ?",
                    tenant.value(),
                    key.word(),
                    version);
            KeyKeeper.changed(connection);
            return 0;
        });
    }

    /** Destroys those that the one in use has replaced: nothing needs them any more. */
    public int retireFormer(TenantId tenant, RotatedKey key) {
        return retire(tenant, key, "");
    }

    /**
     * Destroys those that were replaced before this moment.
     *
     * @param moment with a day's margin, since clocks differ
     */
    public int retireReplacedBefore(TenantId tenant, RotatedKey key, Instant moment) {
        return retire(
                tenant,
                key,
                " and created_at < to_timestamp("
                        + moment.minus(Duration.ofDays(1)).getEpochSecond() + ")");
    }

    private int retire(TenantId tenant, RotatedKey key, String successor) {
        int retired = inTransaction(tenant, connection -> {
            int deleted = KeyTable.update(
                    connection,
                    "delete from tenant_key where tenant = ? and purpose = ? and version < (select max(version)"
                            + " from tenant_key where tenant = ? and purpose = ? and in_use" + successor + ")",
                    tenant.value(),
                    key.word(),
                    tenant.value(),
                    key.word());
            KeyKeeper.changed(connection);
            return deleted;
        });
        keys.refresh();
        return retired;
    }

    /** Seals the keys of nobody's contents by the data key in use, which are kept here. */
    public int resealContentKeys(TenantId tenant) {
        DataKey data = keys.tenant(tenant).data();
        return inTransaction(tenant, connection -> ContentKeyTable.reseal(connection, tenant, data));
    }

    private byte[] newKey() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        return key;
    }

    private <T> T inTransaction(TenantId tenant, KeyTable.Query<T> query) {
        return KeyTable.inTransaction(keyStore, tenant, query);
    }
}
