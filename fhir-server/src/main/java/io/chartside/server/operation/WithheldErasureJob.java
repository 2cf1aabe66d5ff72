package io.chartside.server.operation;

import io.chartside.server.store.WithheldVersions;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Erases the versions that a call of {@code $withhold} has marked and, because of a crash, not erased. */
@Component
class WithheldErasureJob {
    private static final Logger LOG = LoggerFactory.getLogger(WithheldErasureJob.class);

    private final Tenants tenants;
    private final WithheldVersions versions;

    WithheldErasureJob(Tenants tenants, WithheldVersions versions) {
        this.tenants = tenants;
        this.versions = versions;
    }

    @Scheduled(initialDelay = 15, fixedDelay = 120, timeUnit = TimeUnit.SECONDS)
    void eraseEverywhere() {
        for (TenantSettings tenant : tenants.all()) {
            try {
                versions.erase(tenant.id());
            } catch (RuntimeException e) {
                // It is tried again; the message may hold a health record.
                LOG.error(
                        "erasing withheld versions of {} failed: {}",
                        tenant.id(),
                        e.getClass().getName());
            }
        }
    }
}
