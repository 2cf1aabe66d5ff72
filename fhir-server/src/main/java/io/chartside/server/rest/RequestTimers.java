package io.chartside.server.rest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times of FHIR requests by method and status, as Spring names them ({@code http.server.requests}). */
final class RequestTimers {
    private record Of(String method, int status) {}

    private final MeterRegistry meters;
    private final Map<Of, Timer> timers = new ConcurrentHashMap<>();

    RequestTimers(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param begin of {@link System#nanoTime()} */
    void ended(String method, int status, long begin) {
        timers.computeIfAbsent(
                        new Of(method, status),
                        of -> Timer.builder("http.server.requests")
                                .tags("method", of.method(), "status", Integer.toString(of.status()), "uri", "/fhir")
                                .register(meters))
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
}
