package io.chartside.server.tenancy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes into {@link Tenants} what any process changed of a tenant: on a thread of its own, so that no other job holds it up. */
public final class TenantWatch implements AutoCloseable {
    /** One statement that reads one row. */
    static final Duration EVERY = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TenantWatch.class);

    private final Tenants tenants;
    private final TenantTable table;
    private final ServerSettings settings;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "tenants");
        thread.setDaemon(true);
        return thread;
    });
    private long known = -1;

    /** @throws IllegalStateException when a row cannot be understood: the server does not start with half its tenants */
    TenantWatch(Tenants tenants, TenantTable table, ServerSettings settings) {
        this.tenants = tenants;
        this.table = table;
        this.settings = settings;
        refresh();
        worker.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * What a policy would make of a tenant.
     *
     * @param policy JSON in the shape of {@code tenants/*.yml}
     * @throws IllegalStateException that says what is wrong with it
     */
    public TenantSettings parsed(TenantId id, String policy) {
        return TenantFiles.parse(id, policy, settings);
    }

    Tenants tenants() {
        return tenants;
    }

    private void look() {
        try {
            refresh();
        } catch (RuntimeException e) {
            LOG.error("what changed of the tenants is not known and will be looked for again: {}", e.getMessage());
        }
    }

    /** Takes in at once what is committed. */
    public synchronized void refresh() {
        long changes = table.changes(); // First, so that what is committed meanwhile is seen again.
        if (changes == known) {
            return;
        }
        List<TenantSettings> changed = new ArrayList<>();
        Map<String, TenantState> states = new HashMap<>();
        for (TenantTable.Row row : table.all()) {
            states.put(row.id().value(), row.state());
            row.policy()
                    .map(policy -> TenantFiles.parse(row.id(), policy, settings))
                    .filter(tenant -> settings.demo() || !tenant.demo())
                    .ifPresent(changed::add);
        }
        tenants.overlay(changed, states);
        known = changes;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
