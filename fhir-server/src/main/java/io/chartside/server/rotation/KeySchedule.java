package io.chartside.server.rotation;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origin;
import io.chartside.server.crypto.KeyRotation;
import io.chartside.server.crypto.KeySettings;
import io.chartside.server.crypto.MasterRotation;
import io.chartside.server.crypto.RotatedKey;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.Tenants;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
                Set<TenantId> used = chains();
                rotation.standings().stream()
                        .filter(standing -> used.contains(standing.tenant()))
                        .forEach(this::due);
                return rewrapped;
            });
        });
    }

    /** The staff's realm is no tenant, but has keys as one. */
    private Set<TenantId> chains() {
        Set<TenantId> chains = new HashSet<>(Set.of(TenantId.STAFF));
        tenants.all().forEach(tenant -> chains.add(tenant.id()));
        return chains;
    }

    private void due(KeyRotation.Standing standing) {
        TenantId tenant = standing.tenant();
        RotatedKey key = standing.key();
        guarded(tenant + "'s " + key.word() + " key", () -> {
            Duration every = settings.rotateEvery(key);
            if (standing.cutShort() || !every.isZero() && standing.age().compareTo(every) > 0) {
                rotation.alone(tenant, () -> work.replace(tenant, key)).ifPresent(done -> told(tenant, key, done));
            } else if (standing.versions() > 1
                    && (key == RotatedKey.DATA || key == RotatedKey.CURSOR)
                    && standing.age().compareTo(settings.formerKept()) > 0) {
                rotation.alone(tenant, () -> work.end(tenant, key)).ifPresent(done -> ended(tenant, key, done));
            }
        });
    }

    private void ended(TenantId tenant, RotatedKey key, TenantRotation.Done done) {
        LOG.info("{}'s former {} key is destroyed", tenant, key.word());
        broken(tenant, done);
        record(tenant, key, "the former one destroyed");
    }

    private static void broken(TenantId tenant, TenantRotation.Done done) {
        done.broken().forEach(what -> LOG.error("{} of {} was changed outside of the server", what, tenant));
    }

    private void told(TenantId tenant, RotatedKey key, TenantRotation.Done done) {
        LOG.info("{}'s {} key was due: version {} took its place", tenant, key.word(), done.version());
        broken(tenant, done);
        record(tenant, key, "by schedule");
    }

    private void record(TenantId tenant, RotatedKey key, String how) {
        audit.record(
                tenant,
                Optional.empty(),
                new Origin(UUID.randomUUID().toString(), "127.0.0.1", server.fhirBase(tenant)),
                new AuditedAct(
                        Act.OPERATION,
                        200,
                        "",
                        Optional.empty(),
                        Optional.of("POST /fhir/" + tenant + "/$rotate-keys?key=" + key.word() + " (" + how + ")"),
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
