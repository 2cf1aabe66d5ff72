package io.chartside.server.rotation;

import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.HeadRekeying;
import io.chartside.server.store.Resealing;
import io.chartside.server.tenancy.TenantId;
import java.util.List;

/**
 * Replaces a tenant's keys while the tenant is used; within {@link KeyRotation#alone}. Every process knows a new key before any
 * writes with it.
 */
final class TenantRotation {
    private static final AuditLog.Query OLDEST = new AuditLog.Query(null, null, List.of(), false, 1, null);

    private final KeyRotation rotation;
    private final HeadRekeying heads;
    private final Resealing sealed;
    private final AuditLog audit;

    TenantRotation(KeyRotation rotation, HeadRekeying heads, Resealing sealed, AuditLog audit) {
        this.rotation = rotation;
        this.heads = heads;
        this.sealed = sealed;
        this.audit = audit;
    }

    /**
     * @param version of the new key
     * @param count of keys wrapped anew, of resources keyed anew, of values sealed anew, or of former audit keys destroyed
     * @param broken resources or values that were changed outside of the server, and are left as they are
     */
    record Done(int version, long count, List<String> broken) {}

    Done replace(TenantId tenant, RotatedKey key) {
        return switch (key) {
            case KEK -> kek(tenant);
            case INDEX -> index(tenant);
            case DATA -> data(tenant);
            case AUDIT -> audit(tenant);
            case CURSOR -> new Done(begin(tenant, key), 0, List.of());
        };
    }

    /** The one before is deleted. */
    private Done kek(TenantId tenant) {
        KeyRotation.Rewrapped done = rotation.rotateKek(tenant);
        return new Done(done.version(), done.rewrapped(), List.of());
    }

    /**
     * Everything is written with the new key before the rest is rekeyed; nothing is keyed with the old one when it goes.
     */
    private Done index(TenantId tenant) {
        int version = begin(tenant, RotatedKey.INDEX);
        rotation.awaitKnown();
        HeadRekeying.Result result = heads.run(tenant);
        rotation.awaitKnown(); // A request may hold rows that it read before they were rekeyed.
        rotation.retireFormer(tenant, RotatedKey.INDEX);
        return new Done(version, result.rekeyed(), result.broken());
    }

    /** The former key opens on for a while: {@link #end} destroys it. */
    private Done data(TenantId tenant) {
        int version = begin(tenant, RotatedKey.DATA);
        rotation.awaitKnown();
        return resealed(tenant, version);
    }

    private Done resealed(TenantId tenant, int version) {
        Resealing.Result result = sealed.run(tenant);
        return new Done(version, result.resealed() + rotation.resealContentKeys(tenant), result.broken());
    }

    /** Events are never sealed anew: a former key stays as long as the oldest event may need it. */
    private Done audit(TenantId tenant) {
        int version = begin(tenant, RotatedKey.AUDIT);
        int destroyed = audit.find(tenant, OLDEST).entries().stream()
                .findFirst()
                .map(oldest -> rotation.retireReplacedBefore(tenant, RotatedKey.AUDIT, oldest.recorded()))
                .orElse(0);
        return new Done(version, destroyed, List.of());
    }

    private int begin(TenantId tenant, RotatedKey key) {
        int version = rotation.announce(tenant, key);
        rotation.awaitKnown();
        rotation.use(tenant, key, version);
        return version;
    }

    /**
     * Destroys the former data or cursor key, long after another took its place. What a data key sealed is looked for once more
     * before: a process may have been held up with it in hand.
     */
    Done end(TenantId tenant, RotatedKey key) {
        Done done = key == RotatedKey.DATA ? resealed(tenant, 0) : new Done(0, 0, List.of());
        rotation.retireFormer(tenant, key);
        return done;
    }
}
