package io.chartside.server.rotation;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origin;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.KeySettings;
import io.chartside.server.crypto.MasterRotation;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rotation without being asked (NIST SP 800-57 part 1, section 5.3: cryptoperiods): follows a rotated master key, and replaces
 * each tenant's keys when they have reached their age. One process at a time, one tenant after the other, on a thread of its
 * own. What fails is tried again at the next look.
 */
final class KeySchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeySchedule.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final KeySettings settings;
    private final ServerSettings server;
    private final Tenants tenants;
    private final MasterRotation master;
    private final KeyRotation rotation;
    private final TenantRotation work;
    private final AuditTrail audit;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "key-schedule");
        thread.setDaemon(true);
        return thread;
    });

    KeySchedule(
            KeySettings settings,
            ServerSettings server,
            Tenants tenants,
            MasterRotation master,
            KeyRotation rotation,
            TenantRotation work,
            AuditTrail audit) {
        this.settings = settings;
        this.server = server;
        this.tenants = tenants;
        this.master = master;
        this.rotation = rotation;
        this.work = work;
        this.audit = audit;
    }

    void start() {
        long pause = BETWEEN_LOOKS.toMillis();
        worker.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Does what is due, unless another process is at it. */
    void look() {
        guarded("the master key", () -> {
            master.alone(() -> {
                int rewrapped = master.rewrap();
                if (rewrapped > 0) {
                    LOG.info("{} key-encryption keys are wrapped anew by the newest master key", rewrapped);
                }
                for (TenantSettings tenant : tenants.all()) {
                    due(tenant.id(), "kek", settings.rotateEvery(), work::kek);
                    due(tenant.id(), "index", settings.rotateIndexEvery(), work::index);
                }
                return rewrapped;
            });
        });
    }

    private void due(TenantId tenant, String key, Duration every, Function<TenantId, TenantRotation.Done> replacing) {
        guarded(tenant + "'s " + key, () -> {
            boolean due = !every.isZero()
                    && rotation.age(tenant, key)
                            .filter(age -> age.compareTo(every) > 0)
                            .isPresent();
            if (due) {
                rotation.alone(tenant, () -> replacing.apply(tenant)).ifPresent(done -> told(tenant, key, done));
            }
        });
    }

    private void told(TenantId tenant, String key, TenantRotation.Done done) {
        LOG.info("{}'s {} key had reached its age: version {} took its place", tenant, key, done.version());
        done.broken().forEach(resource -> LOG.error("{} of {} was changed outside of the server", resource, tenant));
        audit.record(
                tenant,
                Optional.empty(),
                new Origin(UUID.randomUUID().toString(), "127.0.0.1", server.fhirBase(tenant)),
                new AuditedAct(
                        Act.OPERATION,
                        200,
                        "",
                        Optional.empty(),
                        Optional.of("POST /fhir/" + tenant + "/$rotate-keys?key=" + key + " (by schedule)"),
                        List.of()));
    }

    private static void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("rotation of {} failed and will be tried again: {}", what, e.getMessage());
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
