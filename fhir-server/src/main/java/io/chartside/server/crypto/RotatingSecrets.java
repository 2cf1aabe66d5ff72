package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** Secrets of a tenant that replace one another, several at a time in the key store, each sealed by the KEK. */
public final class RotatingSecrets {
    private final KeyRing keys;
    private final DataSource keyStore;
    private final String purpose;

    RotatingSecrets(KeyRing keys, DataSource keyStore, String purpose) {
        this.keys = keys;
        this.keyStore = keyStore;
        this.purpose = purpose;
    }

    /**
     * @param version 1 and up
     * @param made when it came into the key store
     */
    public record Secret(int version, byte[] plain, Instant made) {
        @Override
        public String toString() {
            return "Secret " + version + " (redacted)";
        }
    }

    /** The oldest first. */
    public List<Secret> all(TenantId tenant) {
        String owner = KeyRing.owner(tenant, purpose);
        return keys.withTenant(
                tenant,
                opened -> rows(tenant).stream()
                        .map(row -> new Secret(row.key().version(), opened.unwrap(row.key(), owner), row.made()))
                        .toList());
    }

    /** Of several processes that add the same version, the first one's counts. */
    public void add(TenantId tenant, int version, byte[] plain, Instant made) {
        String owner = KeyRing.owner(tenant, purpose);
        keys.withTenant(
                tenant,
                opened -> KeyTable.inTransaction(
                        keyStore,
                        tenant,
                        connection -> KeyTable.update(
                                connection,
                                "insert into tenant_key (tenant, purpose, version, wrapped, kek_version, created_at)"
                                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing",
                                tenant.value(),
                                purpose,
                                version,
                                opened.wrap(plain, owner),
                                opened.kekVersion(),
                                Timestamp.from(made))));
    }

    private record Row(WrappedKey key, Instant made) {}

    private List<Row> rows(TenantId tenant) {
        return KeyTable.inTransaction(
                keyStore,
                tenant,
                connection -> KeyTable.query(
                        connection,
                        "select version, wrapped, kek_version, created_at from tenant_key"
                                + " where tenant = ? and purpose = ? order by version",
                        row -> new Row(
                                new WrappedKey(row.getInt(1), row.getBytes(2), row.getInt(3), true),
                                row.getTimestamp(4).toInstant()),
                        tenant.value(),
                        purpose));
    }
}
