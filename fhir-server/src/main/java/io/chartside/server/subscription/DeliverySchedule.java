package io.chartside.server.subscription;

import io.chartside.server.tenancy.TenantId;
import io.chartside.server.tenancy.TenantSettings;
import io.chartside.server.tenancy.TenantState;
import io.chartside.server.tenancy.Tenants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is to be delivered, once for all tenants, and has it delivered by a few threads. Processes share the work by
 * the leases of the table.
 */
final class DeliverySchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliverySchedule.class);
    /** Then another tenant has its turn; receivers may be slow, so it is over after a while too. */
    private static final int STEPS_IN_TURN = 20;

    private static final long TURN = Duration.ofSeconds(2).toNanos();

    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private final SubscriptionTable table;
    private final Deliveries deliveries;
    private final Tenants tenants;
    private final SubscriptionSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> thread(task));
    private final ExecutorService workers;
    /** How many workers are about each tenant, or will be: half of them at most, so that slow receivers of one leave the others some. */
    private final Map<TenantId, AtomicInteger> busy = new ConcurrentHashMap<>();

    private final int most;

    private Instant forgetAt = Instant.EPOCH;

    DeliverySchedule(
            SubscriptionTable table,
            Deliveries deliveries,
            Tenants tenants,
            SubscriptionSettings settings,
            Clock clock) {
        this.table = table;
        this.deliveries = deliveries;
        this.tenants = tenants;
        this.settings = settings;
        this.clock = clock;
        this.most = (settings.atOnce() + 1) / 2;
        this.workers = Executors.newFixedThreadPool(settings.atOnce(), DeliverySchedule::thread);
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "subscriptions");
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        long pause = settings.poll().toMillis();
        if (pause > 0) {
            looks.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
        }
    }

    /** What is due now is given to the workers. */
    void look() {
        try {
            List<TenantId> waiting = waiting(clock.instant());
            for (TenantId tenant : waiting) {
                AtomicInteger about = busy.computeIfAbsent(tenant, first -> new AtomicInteger());
                while (about.get() < most) {
                    about.incrementAndGet();
                    workers.execute(() -> drain(tenant, about));
                }
            }
            forget();
        } catch (RuntimeException e) {
            LOG.error(
                    "what is to be delivered to Subscriptions is not known and will be looked for again: {}",
                    e.getClass().getName());
        }
    }

    /** Tenants in good standing that have something to deliver. */
    List<TenantId> waiting(Instant now) {
        List<TenantSettings> all = tenants.all();
        return all.isEmpty()
                ? List.of()
                : table.waiting(all.get(0).id(), now).stream()
                        .filter(tenant -> tenants.find(tenant).isPresent())
                        .filter(tenant -> tenants.state(tenant) == TenantState.ACTIVE)
                        .toList();
    }

    private void drain(TenantId tenant, AtomicInteger about) {
        boolean again = false;
        long begun = System.nanoTime();
        try {
            for (int i = 0; i < STEPS_IN_TURN && System.nanoTime() - begun < TURN; i++) {
                if (tenants.state(tenant) != TenantState.ACTIVE || !deliveries.step(tenant, clock.instant())) {
                    return;
                }
            }
            again = true;
        } catch (RuntimeException e) {
            // The lease ends, and it is tried again; the message may hold a health record.
            LOG.error("a delivery of {} failed: {}", tenant, e.getClass().getName());
        } finally {
            if (again) {
                workers.execute(() -> drain(tenant, about));
            } else {
                about.decrementAndGet();
            }
        }
    }

    private void forget() {
        Instant now = clock.instant();
        if (now.isAfter(forgetAt)) {
            forgetAt = now.plus(FORGET_EVERY);
            Instant before = now.minus(settings.eventsKept());
            tenants.all().stream()
                    .limit(1)
                    .flatMap(any -> table.tenants(any.id()).stream())
                    .forEach(tenant -> table.forget(tenant, before));
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        workers.shutdownNow();
    }
}
