package io.chartside.server.erasure;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Finishes erasures that a crash has left. */
class ErasureJob {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureJob.class);
    private static final Duration AT_WORK = Duration.ofMinutes(1);

    private final Tenants tenants;
    private final Erasures erasures;

    ErasureJob(Tenants tenants, Erasures erasures) {
        this.tenants = tenants;
        this.erasures = erasures;
    }

    @Scheduled(initialDelay = 10, fixedDelay = 120, timeUnit = TimeUnit.SECONDS)
    void resumeEverywhere() {
        for (TenantSettings tenant : tenants.all()) {
            try {
                int finished = erasures.resume(tenant.id(), AT_WORK);
                if (finished > 0) {
                    LOG.info("{} erasures of {} were finished that had been left", finished, tenant.id());
                }
            } catch (RuntimeException e) {
                // Stays begun, is hidden, and is tried again; the message may hold a health record.
                LOG.error(
                        "an erasure in {} failed: {}", tenant.id(), e.getClass().getName());
            }
        }
    }
}
