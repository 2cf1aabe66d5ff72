package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** The rows of the key store's database. Each call is a transaction of its own. */
final class KeyTable {
    private final DataSource keyStore;

    KeyTable(DataSource keyStore) {
        this.keyStore = keyStore;
    }

    /** Statements of one transaction. */
    interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    /** The newest wrapped key of the purpose, stored from {@code fresh} when there is none. */
    byte[] tenant(TenantId tenant, String purpose, Supplier<byte[]> fresh) {
        return inTransaction(tenant, connection -> {
            byte[] stored = tenantKey(connection, tenant, purpose);
            if (stored != null) {
                return stored;
            }
            String insert = "insert into tenant_key (tenant, purpose, version, wrapped) values (?, ?, 1, ?)"
                    + " on conflict do nothing";
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, tenant.value());
                statement.setString(2, purpose);
                statement.setBytes(3, fresh.get());
                statement.executeUpdate();
            }
            return tenantKey(connection, tenant, purpose);
        });
    }

    private static byte[] tenantKey(Connection connection, TenantId tenant, String purpose) throws SQLException {
        String select = "select wrapped from tenant_key where tenant = ? and purpose = ? order by version desc limit 1";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, tenant.value());
            statement.setString(2, purpose);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    /** The patient's wrapped key, {@code fresh} when there was none; empty when it was destroyed. */
    Optional<byte[]> patient(TenantId tenant, long patientRid, byte[] fresh) {
        return inTransaction(tenant, connection -> {
            String insert =
                    "insert into patient_key (tenant, patient_rid, wrapped) values (?, ?, ?) on conflict do nothing";
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, tenant.value());
                statement.setLong(2, patientRid);
                statement.setBytes(3, fresh);
                if (statement.executeUpdate() == 1) {
                    return Optional.of(fresh);
                }
            }
            return Optional.ofNullable(
                    wrapped(connection, tenant, new Long[] {patientRid}).get(patientRid));
        });
    }

    Map<Long, byte[]> patients(TenantId tenant, Collection<Long> patientRids) {
        return inTransaction(tenant, connection -> wrapped(connection, tenant, patientRids.toArray(Long[]::new)));
    }

    private static Map<Long, byte[]> wrapped(Connection connection, TenantId tenant, Long[] patientRids)
            throws SQLException {
        String select = "select patient_rid, wrapped from patient_key"
                + " where tenant = ? and patient_rid = any(?) and wrapped is not null";
        Map<Long, byte[]> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setString(1, tenant.value());
            statement.setArray(2, connection.createArrayOf("bigint", patientRids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getLong(1), rows.getBytes(2));
                }
            }
        }
        return found;
    }

    boolean isErased(TenantId tenant, long patientRid) {
        return inTransaction(tenant, connection -> {
            String select = "select 1 from patient_key where tenant = ? and patient_rid = ? and wrapped is null";
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setString(1, tenant.value());
                statement.setLong(2, patientRid);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next();
                }
            }
        });
    }

    /** How many times keys were destroyed or rotated, in whatever tenant. */
    long change() {
        try (Connection connection = keyStore.getConnection();
                PreparedStatement statement = connection.prepareStatement("select number from key_change");
                ResultSet row = statement.executeQuery()) {
            row.next();
            long number = row.getLong(1);
            connection.commit();
            return number;
        } catch (SQLException e) {
            throw new IllegalStateException("the key store does not answer", e);
        }
    }

    private <T> T inTransaction(TenantId tenant, Query<T> query) {
        return inTransaction(keyStore, tenant, query);
    }

    static <T> T inTransaction(DataSource keyStore, TenantId tenant, Query<T> query) {
        try (Connection connection = keyStore.getConnection()) {
            try {
                setTenant(connection, tenant);
                T result = query.run(connection);
                connection.commit();
                return result;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the key store does not answer", e);
        }
    }

    private static void setTenant(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select set_config('app.tenant', ?, true)")) {
            statement.setString(1, tenant.value());
            statement.execute();
        }
    }
}
