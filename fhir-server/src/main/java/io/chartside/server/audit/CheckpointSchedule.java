package io.chartside.server.audit;

import io.chartside.server.store.AuditCheckpoints;
import io.chartside.server.store.AuditSettings;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Writes checkpoints on a thread of its own, so that no other job holds them up: of every tenant at the start, since a crash
 * may have cut off the last, then of those that this process writes events of, and at the end.
 */
@Component
final class CheckpointSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointSchedule.class);

    private final AuditCheckpoints checkpoints;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-checkpoints");
        thread.setDaemon(true);
        return thread;
    });

    CheckpointSchedule(AuditCheckpoints checkpoints, AuditSettings settings, Tenants tenants) {
        this.checkpoints = checkpoints;
        long interval = settings.checkpointInterval().toMillis();
        worker.schedule(
                () -> {
                    for (TenantSettings tenant : tenants.all()) {
                        guarded(() -> checkpoints.write(tenant.id()));
                    }
                },
                interval,
                TimeUnit.MILLISECONDS);
        worker.scheduleWithFixedDelay(
                () -> guarded(checkpoints::writeMoved), interval, interval, TimeUnit.MILLISECONDS);
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("the audit's checkpoint is not written and will be tried again: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        guarded(checkpoints::writeMoved);
    }
}
