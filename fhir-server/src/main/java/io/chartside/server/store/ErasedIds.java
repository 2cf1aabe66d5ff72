package io.chartside.server.store;

import io.chartside.server.crypto.KeyRing;
import io.chartside.server.crypto.KeyedHash;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Type and id of what was erased, kept as keyed hashes alone. */
final class ErasedIds {
    /** Plan: erased_id_pkey. */
    static final String FIND = "select hash from erased_id where tenant = ? and hash = any(?)";

    private final KeyRing keys;

    ErasedIds(KeyRing keys) {
        this.keys = keys;
    }

    long hash(TenantId tenant, UnitOfWork.Key key) {
        return hash(keys.tenant(tenant).data().hash(), key);
    }

    long[] hashes(TenantId tenant, Collection<UnitOfWork.Key> of) {
        KeyedHash hash = keys.tenant(tenant).data().hash();
        return of.stream().mapToLong(key -> hash(hash, key)).toArray();
    }

    private static long hash(KeyedHash hash, UnitOfWork.Key key) {
        return hash.hash64("erased|" + key);
    }

    /** One that was erased, if any. */
    Optional<UnitOfWork.Key> anyOf(TenantSession session, Collection<UnitOfWork.Key> wanted) throws SQLException {
        return among(session, wanted).stream().findFirst();
    }

    /** Parameters of {@link #FIND}, whose rows are hashes. */
    List<?> asking(TenantId tenant, Collection<UnitOfWork.Key> wanted) {
        return List.of(tenant.value(), hashes(tenant, wanted));
    }

    /** The ones of these hashes. */
    Set<UnitOfWork.Key> among(TenantId tenant, Set<Long> found, Collection<UnitOfWork.Key> wanted) {
        return found.isEmpty()
                ? Set.of()
                : wanted.stream()
                        .filter(key -> found.contains(hash(tenant, key)))
                        .collect(Collectors.toSet());
    }

    /** Those that were erased. */
    Set<UnitOfWork.Key> among(TenantSession session, Collection<UnitOfWork.Key> wanted) throws SQLException {
        if (wanted.isEmpty()) {
            return Set.of();
        }
        TenantId tenant = session.tenant();
        return among(tenant, new HashSet<>(session.query(FIND, asking(tenant, wanted), row -> row.getLong(1))), wanted);
    }

    /**
     * Whether it was erased, or stands in the table although its patient's key is destroyed, as after an old backup was put
     * back.
     */
    boolean contains(TenantSession session, UnitOfWork.Key key) throws SQLException {
        if (anyOf(session, List.of(key)).isPresent()) {
            return true;
        }
        TenantId tenant = session.tenant();
        List<Long> patients = session.query(
                "select patient_rid from resource where tenant = ? and type = ? and id = ? and state > 0",
                List.of(tenant.value(), ResourceTypes.number(key.type()), key.id()),
                row -> row.getLong(1));
        return !patients.isEmpty() && keys.isErased(tenant, patients.get(0));
    }
}
