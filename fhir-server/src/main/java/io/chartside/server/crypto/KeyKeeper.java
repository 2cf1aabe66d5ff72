package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** Destroys keys, as the keeper's role: the server's own may not. */
public final class KeyKeeper implements AutoCloseable {
    private static final String DESTROY = """
            insert into patient_key (tenant, patient_rid, wrapped, erased_at) values (?, ?, null, now())
            on conflict (tenant, patient_rid) do update set wrapped = null,
                erased_at = coalesce(patient_key.erased_at, excluded.erased_at),
                fingerprint = coalesce(patient_key.fingerprint, sha256(patient_key.wrapped))
            returning erased_at, fingerprint""";

    private final DataSource keyStore;

    /** @param keyStore connections to the key store's database as the keeper's role */
    public KeyKeeper(DataSource keyStore) {
        this.keyStore = keyStore;
    }

    /**
     * @param fingerprint SHA-256 of the wrapped key, by which the row of an old backup is known again; empty when the patient
     *     never had one
     */
    public record Destroyed(Instant at, byte[] fingerprint) {}

    /**
     * Destroys the patient's key; done before, it answers as the first time. Every process forgets it within the time that
     * {@link KeySettings#knownAfter()} allows.
     */
    public Destroyed destroy(TenantId tenant, long patientRid) {
        if (patientRid == 0) {
            throw new IllegalArgumentException("0 is no patient");
        }
        return inTransaction(tenant, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DESTROY)) {
                statement.setString(1, tenant.value());
                statement.setLong(2, patientRid);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    byte[] fingerprint = row.getBytes(2);
                    changed(connection);
                    return new Destroyed(
                            row.getTimestamp(1).toInstant(), fingerprint == null ? new byte[0] : fingerprint);
                }
            }
        });
    }

    /** The patients whose keys were destroyed. */
    public long[] destroyed(TenantId tenant) {
        return inTransaction(tenant, connection -> {
            String select = "select patient_rid from patient_key where tenant = ? and wrapped is null";
            try (PreparedStatement statement = connection.prepareStatement(select)) {
                statement.setString(1, tenant.value());
                try (ResultSet rows = statement.executeQuery()) {
                    LongStream.Builder found = LongStream.builder();
                    while (rows.next()) {
                        found.add(rows.getLong(1));
                    }
                    return found.build().toArray();
                }
            }
        });
    }

    /** The keys of contents that are kept apart from their resources. */
    public ContentKeyKeeper contents() {
        return new ContentKeyKeeper(keyStore);
    }

    private <T> T inTransaction(TenantId tenant, KeyTable.Query<T> query) {
        return KeyTable.inTransaction(keyStore, tenant, query);
    }

    /** What every process takes in before it uses keys again. */
    private static void changed(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("update key_change set number = number + 1")) {
            statement.executeUpdate();
        }
    }

    @Override
    public void close() throws Exception {
        if (keyStore instanceof AutoCloseable pool) {
            pool.close();
        }
    }
}
