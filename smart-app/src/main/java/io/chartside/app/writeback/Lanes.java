package io.chartside.app.writeback;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work by lane: of one lane one thing at a time, of different lanes at once, as many as there are threads. A lane that waits
 * for a thread gets it in its turn; a thread without work ends after half a minute.
 */
final class Lanes {
    private final Map<String, CompletableFuture<Void>> busy = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;

    /** @param most threads, at least one */
    Lanes(String name, int most) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                most,
                most,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                run -> new Thread(run, name + "-" + number.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    /** @return done when the lane is free again: with this work, or with what it was at already, and this is then not done */
    CompletableFuture<Void> begin(String lane, Runnable work) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> earlier = busy.putIfAbsent(lane, mine);
        if (earlier != null) {
            return earlier;
        }
        try {
            threads.execute(() -> {
                try {
                    work.run();
                    free(lane);
                    mine.complete(null);
                } catch (RuntimeException | Error failed) {
                    free(lane);
                    mine.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closing) {
            free(lane);
            mine.complete(null);
        }
        return mine;
    }

    private void free(String lane) {
        busy.remove(lane);
    }

    /** Takes no more, and waits so long for what is under way. */
    void close(Duration atMost) {
        threads.shutdown();
        try {
            threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
