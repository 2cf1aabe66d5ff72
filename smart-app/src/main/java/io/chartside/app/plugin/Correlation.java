package io.chartside.app.plugin;

import java.util.UUID;
import org.slf4j.MDC;

/**
 * The number of the current request: on error pages, in log lines, in the answer's {@code X-Request-Id}, and in that of every request
 * to the record that it brings about, whose AuditEvents carry it. A UUID.
 */
public final class Correlation {

    private static final String KEY = "request";

    private Correlation() {}

    public static String begin() {
        String id = UUID.randomUUID().toString();
        MDC.put(KEY, id);
        return id;
    }

    public static void end() {
        MDC.remove(KEY);
    }

    public static String current() {
        String id = MDC.get(KEY);
        return id == null ? UUID.randomUUID().toString() : id;
    }
}
