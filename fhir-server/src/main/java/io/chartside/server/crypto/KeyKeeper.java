package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import javax.sql.DataSource;

/** Destroys keys, as the keeper's role: the server's own may not. */
public final class KeyKeeper implements AutoCloseable {
    private static final String DESTROY = """
            insert into patient_key (tenant, patient_rid, wrapped, erased_at, kek_version)
            select ?, ?, null, now(), max(version) from tenant_key where tenant = ? and purpose = 'kek'
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
            Destroyed destroyed = KeyTable.query(
                            connection,
                            DESTROY,
                            row -> new Destroyed(
                                    row.getTimestamp(1).toInstant(),
                                    row.getBytes(2) == null ? new byte[0] : row.getBytes(2)),
                            tenant.value(),
                            patientRid,
                            tenant.value())
                    .get(0);
            KeyTable.update(
                    connection,
                    "delete from content_key where tenant = ? and patient_rid = ?",
                    tenant.value(),
                    patientRid);
            changed(connection);
            return destroyed;
        });
    }

    /** The patients whose keys were destroyed. */
    public long[] destroyed(TenantId tenant) {
        return inTransaction(
                        tenant,
                        connection -> KeyTable.query(
                                connection,
                                "select patient_rid from patient_key where tenant = ? and wrapped is null",
                                row -> row.getLong(1),
                                tenant.value()))
                .stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** The keys of contents that are kept apart from their resources. */
    public ContentKeyKeeper contents() {
        return new ContentKeyKeeper(keyStore);
    }

    private <T> T inTransaction(TenantId tenant, KeyTable.Query<T> query) {
        return KeyTable.inTransaction(keyStore, tenant, query);
    }

    DataSource keyStore() {
        return keyStore;
    }

    /** What every process takes in before it uses keys again. */
    static void changed(Connection connection) throws SQLException {
        KeyTable.update(connection, "update key_change set number = number + 1");
    }

    @Override
    public void close() throws Exception {
        if (keyStore instanceof AutoCloseable pool) {
            pool.close();
        }
    }
}
