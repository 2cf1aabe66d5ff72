package io.chartside.server.audit;

import io.chartside.server.search.SearchRefused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A date parameter as a half-open range of instants (FHIR R4, search.html#date); a value without a zone means UTC.
 *
 * @param from inclusive, null for no bound
 * @param to exclusive, null for no bound
 */
record AuditDates(Instant from, Instant to) {

    /** Empty when several values or a prefix make it more than one range: {@code ne}, {@code ap}. */
    static Optional<AuditDates> parse(String name, String value) {
        if (value.indexOf(',') >= 0 || value.startsWith("ne") || value.startsWith("ap")) {
            return Optional.empty();
        }
        return Optional.of(single(name, value));
    }

    private static AuditDates single(String name, String value) {
        boolean prefixed = value.length() > 2 && Character.isLetter(value.charAt(0));
        String prefix = prefixed ? value.substring(0, 2) : "eq";
        try {
            AuditDates meant = range(prefixed ? value.substring(2) : value);
            return switch (prefix) {
                case "eq" -> meant;
                case "ge" -> new AuditDates(meant.from, null);
                case "gt", "sa" -> new AuditDates(meant.to, null);
                case "lt", "eb" -> new AuditDates(null, meant.from);
                case "le" -> new AuditDates(null, meant.to);
                default ->
                    throw SearchRefused.invalid(name + " takes the prefixes eq, ne, ge, gt, sa, le, lt, eb and ap");
            };
        } catch (DateTimeException e) {
            throw SearchRefused.invalid(name + " is not a FHIR date");
        }
    }

    private static AuditDates range(String date) {
        return switch (date.length()) {
            case 4 ->
                days(
                        LocalDate.parse(date + "-01-01"),
                        LocalDate.parse(date + "-01-01").plusYears(1));
            case 7 ->
                days(
                        YearMonth.parse(date).atDay(1),
                        YearMonth.parse(date).plusMonths(1).atDay(1));
            case 10 -> days(LocalDate.parse(date), LocalDate.parse(date).plusDays(1));
            default -> time(date);
        };
    }

    private static AuditDates days(LocalDate from, LocalDate to) {
        return new AuditDates(
                from.atStartOfDay().toInstant(ZoneOffset.UTC), to.atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private static AuditDates time(String date) {
        boolean zoned = date.endsWith("Z") || date.lastIndexOf('+') > 10 || date.lastIndexOf('-') > 10;
        // An unescaped plus of a zone arrives as a space.
        String text = date.replace(' ', '+');
        Instant from = zoned || !text.equals(date)
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        int precision = text.indexOf('.') > 0 ? 1 : text.length() > 16 && text.charAt(16) == ':' ? 1000 : 60_000;
        return new AuditDates(from, from.plusMillis(precision));
    }
}
