package io.chartside.app.launch;

import java.util.UUID;
import org.slf4j.MDC;

/** The number of the current request: on error pages, in log lines, in the answer's {@code X-Request-Id}. */
final class Correlation {

    static final String KEY = "request";

    private Correlation() {}

    static String begin() {
        String id = UUID.randomUUID().toString();
        MDC.put(KEY, id);
        return id;
    }

    static void end() {
        MDC.remove(KEY);
    }

    static String current() {
        String id = MDC.get(KEY);
        return id == null ? UUID.randomUUID().toString() : id;
    }
}
