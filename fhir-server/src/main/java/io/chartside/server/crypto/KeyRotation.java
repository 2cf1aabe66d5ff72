package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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

    /** How old the newest key of the purpose is, by the key store's clock; empty before the tenant's first use. */
    public Optional<Duration> age(TenantId tenant, String purpose) {
        return inTransaction(
                tenant,
                connection -> KeyTable.query(
                                connection,
                                "select extract(epoch from now() - max(created_at))::bigint from tenant_key"
                                        + " where tenant = ? and purpose = ? having count(*) > 0",
                                row -> Duration.ofSeconds(row.getLong(1)),
                                tenant.value(),
                                purpose)
                        .stream()
                        .findFirst());
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

    // ---- index key

    /** Makes a new index key that every process searches with and none writes with yet; answers its version. */
    public int announceIndex(TenantId tenant) {
        keys.tenant(tenant);
        return inTransaction(tenant, connection -> {
            List<WrappedKey> all = KeyTable.tenantKeys(connection, tenant, "index");
            int newest = all.get(0).version();
            if (all.size() > 1) {
                return newest; // A rotation was cut short.
            }
            WrappedKey kek = KeyTable.tenantKeys(connection, tenant, "kek").get(0);
            byte[] kekBytes = master.unwrap(kek.wrapped(), KeyOwner.kek(tenant.value()));
            KeyTable.update(
                    connection,
                    "insert into tenant_key (tenant, purpose, version, wrapped, kek_version, in_use)"
                            + " values (?, 'index', ?, ?, ?, false)",
                    tenant.value(),
                    newest + 1,
                    new DataKey(kekBytes).seal(newKey(), KeyRing.owner(tenant, "index")),
                    kek.version());
            KeyKeeper.changed(connection);
            return newest + 1;
        });
    }

    /** From now on processes write with it, each as soon as it knows. */
    public void useIndex(TenantId tenant, int version) {
        inTransaction(tenant, connection -> {
            KeyTable.update(
                    connection,
                    "update tenant_key set in_use = true where tenant = ? and purpose = 'index' and version = ?",
                    tenant.value(),
                    version);
            KeyKeeper.changed(connection);
            return 0;
        });
    }

    /** Deletes those that it has replaced: nothing is keyed with them any more. */
    public void retireIndexesBefore(TenantId tenant, int version) {
        inTransaction(tenant, connection -> {
            KeyTable.update(
                    connection,
                    "delete from tenant_key where tenant = ? and purpose = 'index' and version < ?",
                    tenant.value(),
                    version);
            KeyKeeper.changed(connection);
            return 0;
        });
        keys.refresh();
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
