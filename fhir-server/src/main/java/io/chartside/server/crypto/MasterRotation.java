package io.chartside.server.crypto;

import io.chartside.server.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Follows the master key: after it was rotated, or another key or key service was configured, every KEK is wrapped anew by the
 * newest. KEKs themselves stay as they are, so nothing that they wrap is touched and every process goes on.
 */
public final class MasterRotation {
    /** Any number, the same in every process. */
    private static final int LOCK = 4;

    private final MasterKey master;
    private final DataSource keyStore;

    public MasterRotation(MasterKey master, KeyKeeper keeper) {
        this.master = master;
        this.keyStore = keeper.keyStore();
    }

    /** Runs the work unless another process is at it: then empty. */
    public <T> Optional<T> alone(Supplier<T> work) {
        try (Connection lock = keyStore.getConnection()) {
            boolean mine = KeyTable.query(
                            lock, "select pg_try_advisory_xact_lock(" + LOCK + ", 0)", row -> row.getBoolean(1))
                    .get(0);
            try {
                return mine ? Optional.of(work.get()) : Optional.empty();
            } finally {
                lock.rollback();
            }
        } catch (SQLException e) {
            throw KeyTable.unavailable(e);
        }
    }

    private record Kek(TenantId tenant, int version, byte[] wrapped) {}

    /**
     * Wraps every KEK anew that the newest master key does not wrap, then lets go of former master keys that were kept long
     * enough.
     *
     * @return how many were wrapped anew
     * @throws MasterKeyRefused when one does not open; those before it are done
     */
    public int rewrap() {
        int rewrapped = 0;
        for (Kek kek : keks()) {
            if (!master.isNewest(kek.wrapped())) {
                rewrapped += rewrap(kek);
            }
        }
        if (keks().stream().allMatch(kek -> master.isNewest(kek.wrapped()))) {
            master.forgetFormer();
        }
        return rewrapped;
    }

    private List<Kek> keks() {
        try (Connection connection = keyStore.getConnection()) {
            try {
                return KeyTable.query(
                        connection,
                        "select tenant, version, wrapped from tenant_key where purpose = 'kek' order by tenant, version",
                        row -> new Kek(new TenantId(row.getString(1)), row.getInt(2), row.getBytes(3)));
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw KeyTable.unavailable(e);
        }
    }

    /** Not where it was changed or deleted meanwhile: the next look finds what there is. */
    private int rewrap(Kek kek) {
        KeyOwner owner = KeyOwner.kek(kek.tenant().value());
        byte[] plain = master.unwrap(kek.wrapped(), owner);
        byte[] wrapped = master.wrap(plain, owner);
        return KeyTable.inTransaction(
                keyStore,
                kek.tenant(),
                connection -> KeyTable.update(
                        connection,
                        "update tenant_key set wrapped = ? where tenant = ? and purpose = 'kek' and version = ?"
                                + " and wrapped = ?",
                        wrapped,
                        kek.tenant().value(),
                        kek.version(),
                        kek.wrapped()));
    }
}
