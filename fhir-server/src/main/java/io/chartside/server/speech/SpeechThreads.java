package io.chartside.server.speech;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Threads of recordings: one that keeps time, and as many as wait for a speech service. */
@Component
final class SpeechThreads implements DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(SpeechThreads.class);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(named("speech-time"));
    private final ExecutorService work = Executors.newCachedThreadPool(named("speech"));

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    void run(Runnable task) {
        try {
            work.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    // The message may hold words of a visit.
                    LOG.error("a recording's work failed: {}", e.getClass().getName());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the server stops");
        }
    }

    void later(long millis, Runnable task) {
        try {
            timer.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server stops");
        }
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
        work.shutdownNow();
    }
}
