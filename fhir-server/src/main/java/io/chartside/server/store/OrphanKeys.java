package io.chartside.server.store;

import io.chartside.server.crypto.KeyKeeper;
import io.chartside.server.tenancy.TenantId;
import java.time.Duration;
import java.util.List;

/**
 * Keys of patients that the record knows nothing of. A key is committed before the first resource that it seals, so a
 * transaction that is rolled back leaves one. Such a number is never given again, so nothing will ever be sealed with it; the
 * key is kept a while all the same, because after an old backup was put back in the wrong place all newer keys look so.
 */
public final class OrphanKeys {
    private static final int PAGE = 1000;
    /** Plan: resource_pkey. */
    private static final String WITHOUT = "select p from unnest(?) p"
            + " where not exists (select 1 from resource r where r.tenant = ? and r.rid = p)";

    private final Database database;
    private final KeyKeeper keeper;
    private final Duration kept;

    OrphanKeys(Database database, KeyKeeper keeper, Duration kept) {
        this.database = database;
        this.keeper = keeper;
        this.kept = kept;
    }

    /** @return how many keys were deleted */
    public int sweep(TenantId tenant) {
        int deleted = 0;
        long after = 0;
        while (true) {
            List<Long> patients = keeper.patients(tenant, after, PAGE);
            if (patients.isEmpty()) {
                return deleted;
            }
            long[] rids = patients.stream().mapToLong(Long::longValue).toArray();
            List<Long> without = database.reading(
                    tenant, session -> session.query(WITHOUT, List.of(rids, tenant.value()), row -> row.getLong(1)));
            deleted += keeper.orphans(tenant, patients, without, kept);
            after = rids[rids.length - 1];
        }
    }
}
