package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    /** Deletes the versions of a rotating secret before this one. */
    public void retire(TenantId tenant, String purpose, int before) {
        inTransaction(
                tenant,
                connection -> KeyTable.update(
                        connection,
                        "delete from tenant_key where tenant = ? and purpose = ? and version < ?",
                        tenant.value(),
                        purpose,
                        before));
    }

    /** The keys of contents that are kept apart from their resources. */
    public ContentKeyKeeper contents() {
        return new ContentKeyKeeper(keyStore);
    }

    /** Patients with a key that is an hour old at least, in the order of their numbers. Plan: patient_key_pkey. */
    public List<Long> patients(TenantId tenant, long after, int limit) {
        return inTransaction(
                tenant,
                connection -> KeyTable.query(
                        connection,
                        "select patient_rid from patient_key where tenant = ? and patient_rid > ? and wrapped is not null"
                                + " and created_at < now() - interval '1 hour' order by patient_rid limit ?",
                        row -> row.getLong(1),
                        tenant.value(),
                        after,
                        limit));
    }

    /**
     * Notes of these patients whether their key has no resource, and deletes those that have had none for so long.
     *
     * @return how many were deleted
     */
    public int orphans(TenantId tenant, List<Long> looked, List<Long> without, Duration kept) {
        return inTransaction(tenant, connection -> {
            Array all = connection.createArrayOf("bigint", looked.toArray());
            Array orphans = connection.createArrayOf("bigint", without.toArray());
            KeyTable.update(
                    connection,
                    "update patient_key set orphan_since = case when patient_rid = any(?) then coalesce(orphan_since, now())"
                            + " end where tenant = ? and patient_rid = any(?)"
                            + " and (orphan_since is null) = (patient_rid = any(?))",
                    orphans,
                    tenant.value(),
                    all,
                    orphans);
            return KeyTable.update(
                    connection,
                    "delete from patient_key where tenant = ? and patient_rid = any(?) and wrapped is not null"
                            + " and orphan_since < now() - ? * interval '1 second'",
                    tenant.value(),
                    orphans,
                    kept.toSeconds());
        });
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
