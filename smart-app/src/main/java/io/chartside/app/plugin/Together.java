package io.chartside.app.plugin;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.MDC;
import org.springframework.context.i18n.LocaleContext;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Asks a server for several things at once. When all threads are busy a question is asked by whoever has it, one after the
 * other, so that a slow server makes pages slow and never makes them wait for one another.
 */
@Component
public class Together implements AutoCloseable {
    private static final int MOST_THREADS = 64;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            run -> {
                Thread thread = new Thread(run, "together");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.CallerRunsPolicy());

    /** Begins to ask; {@link #of} has the answer. */
    public <T> CompletableFuture<T> begin(Supplier<T> question) {
        Locale language = LocaleContextHolder.getLocale();
        Map<String, String> request = MDC.getCopyOfContextMap();
        return CompletableFuture.supplyAsync(() -> in(language, request, question), threads);
    }

    /** What is asked by another thread has the language of the page and the number of its request in the log all the same. */
    private static <T> T in(Locale language, Map<String, String> request, Supplier<T> question) {
        LocaleContext before = LocaleContextHolder.getLocaleContext();
        Map<String, String> other = MDC.getCopyOfContextMap();
        LocaleContextHolder.setLocale(language);
        number(request);
        try {
            return question.get();
        } finally {
            LocaleContextHolder.setLocaleContext(before);
            number(other);
        }
    }

    private static void number(Map<String, String> request) {
        if (request == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(request);
        }
    }

    /** Waits for the answer; what went wrong is thrown as if it had been asked here. */
    public static <T> T of(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    /** Does all of it, and is done when the last is. */
    public void all(List<Runnable> tasks) {
        List<CompletableFuture<Boolean>> begun = tasks.stream()
                .map(task -> begin(() -> {
                    task.run();
                    return true;
                }))
                .toList();
        begun.forEach(Together::of);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
