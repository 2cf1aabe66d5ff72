package io.chartside.server.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.index.ResourceTypes;
import io.chartside.server.store.TenantSession;
import io.chartside.server.store.UnitOfWork;
import io.chartside.server.tenancy.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** The numbers of resources by type and id and whose they are, neither of which changes once it is known. */
final class KnownNumbers {
    /** OFFSET keeps the planner from beginning at the table, as it would while it believes it small. */
    static final String FIND = """
            select r.type, r.id, r.rid, r.patient_rid from unnest(?::smallint[], ?::text[]) as k(type, id) cross join lateral
            (select * from resource r where r.tenant = ? and r.type = k.type and r.id = k.id offset 0) r""";

    private final Cache<Of, Number> known =
            Caffeine.newBuilder().maximumSize(50_000).build();

    private record Of(TenantId tenant, UnitOfWork.Key key) {}

    /** @param patientRid whose it is; 0 when it is nobody's, or was only referred to so far */
    record Number(long rid, long patientRid) {}

    void learn(TenantId tenant, UnitOfWork.Key key, Number number) {
        known.put(new Of(tenant, key), number);
    }

    /** Empty where it would have to be looked up. */
    Optional<Long> known(TenantId tenant, UnitOfWork.Key key) {
        return Optional.ofNullable(known.getIfPresent(new Of(tenant, key))).map(Number::rid);
    }

    /** Those that exist, placeholders included. Plan: resource_id. */
    Map<UnitOfWork.Key, Long> find(TenantSession session, Collection<UnitOfWork.Key> keys) throws SQLException {
        Map<UnitOfWork.Key, Long> rids = new HashMap<>();
        find(session, keys, (key, number) -> true).forEach((key, number) -> rids.put(key, number.rid()));
        return rids;
    }

    /**
     * The same, and whose they are: what was nobody's is looked up again, since it may have become somebody's.
     *
     * @param owned whether resources of a type may be a patient's
     */
    Map<UnitOfWork.Key, Number> findWithPatients(
            TenantSession session, Collection<UnitOfWork.Key> keys, Predicate<String> owned) throws SQLException {
        return find(session, keys, (key, number) -> number.patientRid() != 0 || !owned.test(key.type()));
    }

    private Map<UnitOfWork.Key, Number> find(
            TenantSession session, Collection<UnitOfWork.Key> keys, BiPredicate<UnitOfWork.Key, Number> enough)
            throws SQLException {
        Map<UnitOfWork.Key, Number> found = new HashMap<>();
        List<UnitOfWork.Key> missing = new ArrayList<>();
        for (UnitOfWork.Key key : keys) {
            Number number = known.getIfPresent(new Of(session.tenant(), key));
            if (number == null || !enough.test(key, number)) {
                missing.add(key);
            } else {
                found.put(key, number);
            }
        }
        if (!missing.isEmpty()) {
            int[] types = missing.stream()
                    .mapToInt(key -> ResourceTypes.number(key.type()))
                    .toArray();
            String[] ids = missing.stream().map(UnitOfWork.Key::id).toArray(String[]::new);
            for (Map.Entry<UnitOfWork.Key, Number> entry : session.query(
                    FIND,
                    List.of(types, ids, session.tenant().value()),
                    row -> Map.entry(
                            new UnitOfWork.Key(ResourceTypes.name(row.getInt(1)), row.getString(2)),
                            new Number(row.getLong(3), row.getLong(4))))) {
                found.put(entry.getKey(), entry.getValue());
                learn(session.tenant(), entry.getKey(), entry.getValue());
            }
        }
        return found;
    }
}
