package io.chartside.server.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Dates of HTTP headers (RFC 9110, 5.6.7), whole seconds of GMT. */
final class HttpDate {
    private static final DateTimeFormatter FIXED =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private HttpDate() {}

    static String of(Instant instant) {
        return FIXED.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** Empty for what is no date: a recipient ignores it (RFC 9110, 13.1.3). */
    static Optional<Instant> parse(String header) {
        if (header == null || header.length() > 40) {
            return Optional.empty();
        }
        try {
            return Optional.of(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.trim(), Instant::from));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
