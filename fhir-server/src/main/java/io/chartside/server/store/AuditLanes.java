package io.chartside.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.tenancy.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the audit lanes stand that this process wrote to last. A lane that was taken is nobody else's until it is given. Tenants
 * that write nothing are forgotten: their lanes are then looked up once more.
 */
final class AuditLanes {
    private static final int MOST_TENANTS = 2_000;

    private final Cache<TenantId, Map<Integer, Lane>> idle =
            Caffeine.newBuilder().maximumSize(MOST_TENANTS).build();

    /** @param seq of the lane's last row, 0 before the first */
    record Lane(int number, long seq, byte[] hash) {}

    Optional<Lane> take(TenantId tenant) {
        Map<Integer, Lane> lanes = idle.get(tenant, t -> new HashMap<>());
        synchronized (lanes) {
            Optional<Integer> any = lanes.keySet().stream().findFirst();
            return any.map(lanes::remove);
        }
    }

    void give(TenantId tenant, Lane lane) {
        Map<Integer, Lane> lanes = idle.get(tenant, t -> new HashMap<>());
        synchronized (lanes) {
            lanes.merge(lane.number(), lane, (one, other) -> one.seq() > other.seq() ? one : other);
        }
    }
}
