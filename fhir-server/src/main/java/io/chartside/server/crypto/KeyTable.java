package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The rows of the key store's database. Each call is a transaction of its own. */
final class KeyTable {
    private static final String NO_SUCH_KEK = "23503";

    private final DataSource keyStore;

    KeyTable(DataSource keyStore) {
        this.keyStore = keyStore;
    }

    /** Statements of one transaction. */
    interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    /** Reads one row of a result. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * The wrapped keys of the purpose, the newest first; {@code fresh} is stored when there is none.
     *
     * @param kekVersion of the KEK that wraps a fresh one; 0 when it is a KEK
     * @throws StaleKek when that KEK is no more
     */
    List<WrappedKey> tenant(TenantId tenant, String purpose, Supplier<byte[]> fresh, int kekVersion) {
        return inTransaction(tenant, connection -> {
            List<WrappedKey> stored = tenantKeys(connection, tenant, purpose);
            if (!stored.isEmpty()) {
                return stored;
            }
            update(
                    connection,
                    "insert into tenant_key (tenant, purpose, version, wrapped, kek_version) values (?, ?, 1, ?, ?)"
                            + " on conflict do nothing",
                    tenant.value(),
                    purpose,
                    fresh.get(),
                    kekVersion == 0 ? null : kekVersion);
            return tenantKeys(connection, tenant, purpose);
        });
    }

    static List<WrappedKey> tenantKeys(Connection connection, TenantId tenant, String purpose) throws SQLException {
        return query(
                connection,
                "select version, wrapped, coalesce(kek_version, 0), in_use from tenant_key"
                        + " where tenant = ? and purpose = ? order by version desc",
                row -> new WrappedKey(row.getInt(1), row.getBytes(2), row.getInt(3), row.getBoolean(4)),
                tenant.value(),
                purpose);
    }

    /**
     * The patient's wrapped key, {@code fresh} when there was none; empty when it was destroyed.
     *
     * @throws StaleKek when the KEK that wraps the fresh one is no more
     */
    Optional<WrappedKey> patient(TenantId tenant, long patientRid, WrappedKey fresh) {
        return inTransaction(tenant, connection -> {
            int inserted = update(
                    connection,
                    "insert into patient_key (tenant, patient_rid, wrapped, kek_version) values (?, ?, ?, ?)"
                            + " on conflict do nothing",
                    tenant.value(),
                    patientRid,
                    fresh.wrapped(),
                    fresh.kekVersion());
            return inserted == 1
                    ? Optional.of(fresh)
                    : Optional.ofNullable(
                            wrapped(connection, tenant, new Long[] {patientRid}).get(patientRid));
        });
    }

    Map<Long, WrappedKey> patients(TenantId tenant, Collection<Long> patientRids) {
        return inTransaction(tenant, connection -> wrapped(connection, tenant, patientRids.toArray(Long[]::new)));
    }

    private static Map<Long, WrappedKey> wrapped(Connection connection, TenantId tenant, Long[] patientRids)
            throws SQLException {
        Map<Long, WrappedKey> found = new HashMap<>();
        query(
                connection,
                "select patient_rid, wrapped, kek_version from patient_key"
                        + " where tenant = ? and patient_rid = any(?) and wrapped is not null",
                row -> found.put(row.getLong(1), new WrappedKey(1, row.getBytes(2), row.getInt(3), true)),
                tenant.value(),
                connection.createArrayOf("bigint", patientRids));
        return found;
    }

    boolean isErased(TenantId tenant, long patientRid) {
        return inTransaction(
                tenant,
                connection -> !query(
                                connection,
                                "select 1 from patient_key where tenant = ? and patient_rid = ? and wrapped is null",
                                row -> 1,
                                tenant.value(),
                                patientRid)
                        .isEmpty());
    }

    /** How many times keys were destroyed or rotated, in whatever tenant. */
    long change() {
        try (Connection connection = keyStore.getConnection()) {
            long number = query(connection, "select number from key_change", row -> row.getLong(1))
                    .get(0);
            connection.commit();
            return number;
        } catch (SQLException e) {
            throw unavailable(e);
        }
    }

    /** Without the cause's text, which may repeat stored values. */
    static RuntimeException unavailable(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        boolean unreachable = e instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53");
        return unreachable
                ? new KeysUnavailable("the key store does not answer")
                : new IllegalStateException("the key store failed with SQLSTATE " + state);
    }

    static <T> List<T> query(Connection connection, String sql, Reader<T> reader, Object... parameters)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        }
    }

    static int update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    private <T> T inTransaction(TenantId tenant, Query<T> query) {
        return inTransaction(keyStore, tenant, query);
    }

    /** Commits what the query does within the tenant. */
    static <T> T inTransaction(DataSource keyStore, TenantId tenant, Query<T> query) {
        try (Connection connection = keyStore.getConnection()) {
            try {
                query(connection, "select set_config('app.tenant', ?, true)", row -> 1, tenant.value());
                T result = query.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            if (NO_SUCH_KEK.equals(e.getSQLState())) {
                throw new StaleKek();
            }
            throw unavailable(e);
        }
    }

    /** A connection that is gone has nothing to roll back; what was wrong first is what counts. */
    private static void rollBack(Connection connection, Exception first) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }
}
