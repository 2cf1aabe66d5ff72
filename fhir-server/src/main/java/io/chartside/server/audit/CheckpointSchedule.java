package io.chartside.server.audit;

import io.chartside.server.store.AuditCheckpoints;
import io.chartside.server.store.AuditSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Writes checkpoints on a thread of its own, so that no other job holds them up: at the start of the staff's realm and
 * of every tenant, then of those that this process writes events of, and at the end. Another thread puts them
 * elsewhere, so that a store that answers slowly does not hold up the folder.
 */
@Component
final class CheckpointSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointSchedule.class);

    private static final long LOOK_MILLIS = 1_000;

    private final AuditCheckpoints checkpoints;
    private final Tenants tenants;
    private final ScheduledExecutorService worker = thread("audit-checkpoints");
    private final ScheduledExecutorService sender = thread("audit-checkpoints-elsewhere");

    CheckpointSchedule(AuditCheckpoints checkpoints, AuditSettings settings, Tenants tenants) {
        this.checkpoints = checkpoints;
        this.tenants = tenants;
        long interval = settings.checkpointInterval().toMillis();
        worker.schedule(
                () -> guarded(() -> checkpoints.writeAtStart(chains(tenants))), interval, TimeUnit.MILLISECONDS);
        worker.scheduleWithFixedDelay(() -> guarded(this::writeMoved), interval, interval, TimeUnit.MILLISECONDS);
        if (settings.checkpointUrl() != null) {
            long look = Math.min(interval, LOOK_MILLIS);
            sender.scheduleWithFixedDelay(() -> guarded(checkpoints::sendUnsent), look, look, TimeUnit.MILLISECONDS);
        }
    }

    /** Whose events are chained: the staff's realm is no tenant, but its chain is one. */
    static List<TenantId> chains(Tenants tenants) {
        return Stream.concat(Stream.of(TenantId.STAFF), tenants.all().stream().map(TenantSettings::id))
                .toList();
    }

    private void writeMoved() {
        checkpoints.writeMoved(() -> chains(tenants));
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
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
        sender.shutdownNow();
        guarded(this::writeMoved);
        guarded(checkpoints::sendUnsent);
    }
}
