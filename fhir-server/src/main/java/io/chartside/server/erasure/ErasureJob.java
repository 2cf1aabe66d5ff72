package io.chartside.server.erasure;

import io.chartside.server.store.OrphanKeys;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Finishes erasures that a crash has left, and sweeps keys without resources and resources without keys. */
class ErasureJob {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureJob.class);
    private static final Duration AT_WORK = Duration.ofMinutes(1);

    private final Tenants tenants;
    private final Erasures erasures;
    private final OrphanKeys orphans;

    ErasureJob(Tenants tenants, Erasures erasures, OrphanKeys orphans) {
        this.tenants = tenants;
        this.erasures = erasures;
        this.orphans = orphans;
    }

    @Scheduled(initialDelay = 10, fixedDelay = 120, timeUnit = TimeUnit.SECONDS)
    void resumeEverywhere() {
        Set<TenantId> unfinished = erasures.tenantsWithUnfinished();
        everywhere(unfinished::contains, tenant -> {
            int finished = erasures.resume(tenant, AT_WORK);
            if (finished > 0) {
                LOG.info("{} erasures of {} were finished that had been left", finished, tenant);
            }
        });
    }

    @Scheduled(initialDelay = 10, fixedDelay = 240, timeUnit = TimeUnit.MINUTES)
    void sweepEverywhere() {
        everywhere(tenant -> true, tenant -> {
            int keys = orphans.sweep(tenant);
            if (keys > 0) {
                LOG.info("{} keys of {} were deleted that had no resource", keys, tenant);
            }
            int remains = erasures.removeRemains(tenant);
            if (remains > 0) {
                LOG.warn("resources of erased patients stood in {} again and were deleted", tenant);
            }
        });
    }

    private void everywhere(Predicate<TenantId> where, Consumer<TenantId> work) {
        for (TenantSettings tenant : tenants.all()) {
            if (!where.test(tenant.id())) {
                continue;
            }
            try {
                work.accept(tenant.id());
            } catch (RuntimeException e) {
                // It is tried again; the message may hold a health record.
                LOG.error(
                        "maintenance of {} failed: {}",
                        tenant.id(),
                        e.getClass().getName());
            }
        }
    }
}
