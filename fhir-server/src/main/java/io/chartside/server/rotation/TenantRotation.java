package io.chartside.server.rotation;

import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.store.HeadRekeying;
import io.chartside.server.tenancy.TenantId;
import java.util.List;

/** Replaces a tenant's key-encryption key or index key while the tenant is used; within {@link KeyRotation#alone}. */
final class TenantRotation {
    private final KeyRotation rotation;
    private final HeadRekeying heads;

    TenantRotation(KeyRotation rotation, HeadRekeying heads) {
        this.rotation = rotation;
        this.heads = heads;
    }

    /**
     * @param version of the new key; the one before is deleted
     * @param count of keys wrapped anew, or of resources keyed anew
     * @param broken resources that were changed outside of the server, and are left as they are
     */
    record Done(int version, long count, List<String> broken) {}

    Done kek(TenantId tenant) {
        KeyRotation.Rewrapped done = rotation.rotateKek(tenant);
        return new Done(done.version(), done.rewrapped(), List.of());
    }

    /**
     * Searches know the new key before anything is written with it; everything is written with it before the rest is rekeyed;
     * nothing is keyed with the old one when it goes.
     */
    Done index(TenantId tenant) {
        int version = rotation.announceIndex(tenant);
        rotation.awaitKnown();
        rotation.useIndex(tenant, version);
        rotation.awaitKnown();
        HeadRekeying.Result result = heads.run(tenant);
        rotation.awaitKnown(); // A request may hold rows that it read before they were rekeyed.
        rotation.retireIndexesBefore(tenant, version);
        return new Done(version, result.rekeyed(), List.copyOf(result.broken()));
    }
}
