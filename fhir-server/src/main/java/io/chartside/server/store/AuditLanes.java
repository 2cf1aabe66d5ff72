package io.chartside.server.store;

import io.chartside.server.tenancy.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where the audit lanes stand that this process wrote to last. A lane that was taken is nobody else's until it is given. */
final class AuditLanes {
    private final Map<TenantId, Map<Integer, Lane>> idle = new ConcurrentHashMap<>();

    /** @param seq of the lane's last row, 0 before the first */
    record Lane(int number, long seq, byte[] hash) {}

    Optional<Lane> take(TenantId tenant) {
        Map<Integer, Lane> lanes = idle.computeIfAbsent(tenant, t -> new HashMap<>());
        synchronized (lanes) {
            Optional<Integer> any = lanes.keySet().stream().findFirst();
            return any.map(lanes::remove);
        }
    }

    void give(TenantId tenant, Lane lane) {
        Map<Integer, Lane> lanes = idle.computeIfAbsent(tenant, t -> new HashMap<>());
        synchronized (lanes) {
            lanes.merge(lane.number(), lane, (one, other) -> one.seq() > other.seq() ? one : other);
        }
    }
}
