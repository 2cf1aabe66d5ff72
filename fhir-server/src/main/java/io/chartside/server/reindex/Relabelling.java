package io.chartside.server.reindex;

import io.chartside.server.audit.Act;
import io.chartside.server.audit.AuditTrail;
import io.chartside.server.audit.AuditedAct;
import io.chartside.server.audit.Origin;
import io.chartside.server.store.Labelling;
import io.chartside.server.tenancy.ServerSettings;
import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
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
 * Has what was stored by older rules labelled as today's ask for, once for each tenant, after the start and on a thread of its
 * own. What fails, and what another process does, is looked at again.
 */
final class Relabelling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relabelling.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private final Labelling labelling;
    private final Tenants tenants;
    private final AuditTrail audit;
    private final ServerSettings server;
    private final Set<TenantId> done = new HashSet<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "relabelling");
        thread.setDaemon(true);
        return thread;
    });

    Relabelling(Labelling labelling, Tenants tenants, AuditTrail audit, ServerSettings server) {
        this.labelling = labelling;
        this.tenants = tenants;
        this.audit = audit;
        this.server = server;
    }

    void start() {
        worker.scheduleWithFixedDelay(
                this::look, FIRST_LOOK.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        for (TenantSettings tenant : tenants.all()) {
            if (!done.contains(tenant.id())) {
                guarded(tenant.id());
            }
        }
    }

    private void guarded(TenantId tenant) {
        try {
            Labelling.Result result = labelling.run(tenant, false);
            told(tenant, result);
            if (result.whole()) {
                done.add(tenant);
            }
        } catch (RuntimeException e) {
            // The message may hold a health record.
            LOG.error(
                    "labelling of {} failed and will be tried again: {}",
                    tenant,
                    e.getClass().getName());
        }
    }

    private void told(TenantId tenant, Labelling.Result result) {
        result.broken().forEach(resource -> LOG.error("{} of {} was changed outside of the server", resource, tenant));
        if (result.labelled() == 0) {
            return;
        }
        LOG.info("{} rows of {} bear the labels that their resources have", result.labelled(), tenant);
        audit.record(
                tenant,
                Optional.empty(),
                new Origin(UUID.randomUUID().toString(), "127.0.0.1", server.fhirBase(tenant)),
                new AuditedAct(
                        Act.OPERATION,
                        200,
                        "",
                        Optional.empty(),
                        Optional.of("POST /fhir/" + tenant + "/$reindex (after the start)"),
                        List.of()));
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
