package io.chartside.app.launch;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Deletes launches, pending launches and browser sessions that nobody can use any more, tokens with them. */
@Component
final class Housekeeping implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    /** How long an ended launch is still known, so that its error page can say why. */
    private static final Duration KEPT = Duration.ofHours(1);

    private final LaunchStore store;
    private final Clock clock;
    private volatile ScheduledExecutorService executor;

    Housekeeping(LaunchStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    int clean() {
        return store.purge(clock.instant(), KEPT);
    }

    private void turn() {
        try {
            clean();
        } catch (RuntimeException failed) {
            LOG.error("housekeeping failed: {}", failed.getClass().getName());
        }
    }

    @Override
    public void start() {
        executor = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::turn, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        executor.shutdown();
        executor = null;
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}
