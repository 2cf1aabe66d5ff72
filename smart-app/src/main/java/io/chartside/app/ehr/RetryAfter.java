package io.chartside.app.ehr;

import io.chartside.outbound.OutboundResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** {@code Retry-After}: seconds, or a date that counts from the answer's own {@code Date} (RFC 9110 §10.2.3). */
final class RetryAfter {
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Empty when the server does not say, or says what nobody understands. */
    static Optional<Duration> of(OutboundResponse response) {
        return response.header("Retry-After")
                .flatMap(value -> value.matches("\\d{1,9}")
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                        : between(response.header("Date").orElse(""), value))
                .filter(wait -> !wait.isNegative())
                .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private static Optional<Duration> between(String date, String until) {
        try {
            return Optional.of(Duration.between(instant(date), instant(until)));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static Instant instant(String date) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    }
}
