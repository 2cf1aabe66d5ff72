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

/** The numbers of resources by type and id, which never change once given. */
final class KnownNumbers {
    /** OFFSET keeps the planner from beginning at the table, as it would while it believes it small. */
    static final String FIND = """
            select r.type, r.id, r.rid from unnest(?::smallint[], ?::text[]) as k(type, id) cross join lateral
            (select * from resource r where r.tenant = ? and r.type = k.type and r.id = k.id offset 0) r""";

    private final Cache<Of, Long> known =
            Caffeine.newBuilder().maximumSize(50_000).build();

    private record Of(TenantId tenant, UnitOfWork.Key key) {}

    void learn(TenantId tenant, UnitOfWork.Key key, long rid) {
        known.put(new Of(tenant, key), rid);
    }

    /** Empty where it would have to be looked up. */
    Optional<Long> known(TenantId tenant, UnitOfWork.Key key) {
        return Optional.ofNullable(known.getIfPresent(new Of(tenant, key)));
    }

    /** Those that exist, placeholders included. Plan: resource_id. */
    Map<UnitOfWork.Key, Long> find(TenantSession session, Collection<UnitOfWork.Key> keys) throws SQLException {
        Map<UnitOfWork.Key, Long> found = new HashMap<>();
        List<UnitOfWork.Key> missing = new ArrayList<>();
        for (UnitOfWork.Key key : keys) {
            Long rid = known.getIfPresent(new Of(session.tenant(), key));
            if (rid == null) {
                missing.add(key);
            } else {
                found.put(key, rid);
            }
        }
        if (!missing.isEmpty()) {
            int[] types = missing.stream()
                    .mapToInt(key -> ResourceTypes.number(key.type()))
                    .toArray();
            String[] ids = missing.stream().map(UnitOfWork.Key::id).toArray(String[]::new);
            for (Map.Entry<UnitOfWork.Key, Long> entry : session.query(
                    FIND,
                    List.of(types, ids, session.tenant().value()),
                    row -> Map.entry(
                            new UnitOfWork.Key(ResourceTypes.name(row.getInt(1)), row.getString(2)), row.getLong(3)))) {
                found.put(entry.getKey(), entry.getValue());
                known.put(new Of(session.tenant(), entry.getKey()), entry.getValue());
            }
        }
        return found;
    }
}
