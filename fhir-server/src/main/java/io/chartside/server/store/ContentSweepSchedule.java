package io.chartside.server.store;

import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Sweeps every tenant soon after the start and every hour. */
@Component
class ContentSweepSchedule {
    private final ContentSweep sweep;
    private final ObjectProvider<Tenants> tenants;

    ContentSweepSchedule(ContentSweep sweep, ObjectProvider<Tenants> tenants) {
        this.sweep = sweep;
        this.tenants = tenants;
    }

    @Scheduled(initialDelay = 5, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void sweepEverywhere() {
        for (TenantSettings tenant : tenants.getObject().all()) {
            sweep.sweep(tenant.id());
        }
    }
}
