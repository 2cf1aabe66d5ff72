package io.chartside.server.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.chartside.server.crypto.KeyRing;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;

/**
 * Current versions that were opened lately. The database is asked for the head at every read all the same; what is spared is
 * fetching, opening and inflating the body of a version that the head still names, and proving again a head that has not
 * changed.
 *
 * <p>They are kept no longer than the keys that opened them, and forgotten with them ({@link KeyRing#whenForgotten}).
 */
final class OpenedVersions {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** Larger ones would push out many that are asked for more often. */
    private static final int LARGEST = 64 << 10;
    /** Of the objects around the bytes. */
    private static final int OVERHEAD = 400;

    private final Cache<Of, RowSeal.Opened> opened;

    private record Of(TenantId tenant, int type, String id) {}

    /** @param bytes of memory that they may take; 0 for none */
    OpenedVersions(long bytes, KeyRing keys) {
        this.opened = Caffeine.newBuilder()
                .maximumWeight(bytes)
                .weigher((Of of, RowSeal.Opened version) -> weight(version))
                .expireAfterWrite(LONGEST)
                .build();
        keys.whenForgotten(opened::invalidateAll);
    }

    private static int weight(RowSeal.Opened version) {
        return version.resource().json().length + version.values().encoded().length + OVERHEAD;
    }

    /** What the head's current version was opened to; null when it is not known, or the head is another than it was then. */
    RowSeal.Opened of(TenantId tenant, StoredRow head) {
        RowSeal.Opened known = of(tenant, head.type(), head.id());
        return known != null && known.row().isSameHead(head) ? known : null;
    }

    /** Null when nothing is known of it. */
    RowSeal.Opened of(TenantId tenant, int type, String id) {
        return opened.getIfPresent(new Of(tenant, type, id));
    }

    void keep(TenantId tenant, RowSeal.Opened version) {
        StoredRow row = version.row();
        if (row.bodyVersion() == row.version() && weight(version) <= LARGEST) {
            opened.put(new Of(tenant, row.type(), row.id()), version.withoutSealed());
        }
    }
}
