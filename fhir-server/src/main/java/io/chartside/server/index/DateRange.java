package io.chartside.server.index;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The span of time that a FHIR date stands for at its precision (R4, 3.1.1.4.8), in milliseconds, both ends inclusive.
 * Times without a zone are read as UTC.
 */
public record DateRange(long low, long high) {
    /** No begin, or no value at all. */
    public static final long NONE = Long.MIN_VALUE;
    /** No end. */
    public static final long OPEN = Long.MAX_VALUE;

    private static final Pattern SHAPE = Pattern.compile(
            "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?");

    /** @throws DateTimeException when the text is no FHIR date */
    public static DateRange parse(String text) {
        Matcher m = SHAPE.matcher(text);
        if (!m.matches()) {
            throw new DateTimeException("not a FHIR date");
        }
        int year = Integer.parseInt(m.group(1));
        if (m.group(2) == null) {
            return days(LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
        }
        YearMonth month = YearMonth.of(year, Integer.parseInt(m.group(2)));
        if (m.group(3) == null) {
            return days(month.atDay(1), month.atEndOfMonth());
        }
        LocalDate day = month.atDay(Integer.parseInt(m.group(3)));
        if (m.group(4) == null) {
            return days(day, day);
        }
        ZoneOffset zone = m.group(8) == null ? ZoneOffset.UTC : ZoneOffset.of(m.group(8));
        int second = m.group(6) == null ? 0 : Math.min(59, Integer.parseInt(m.group(6)));
        String fraction = m.group(7);
        int millis = fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
        long low = OffsetDateTime.of(
                        day.getYear(),
                        day.getMonthValue(),
                        day.getDayOfMonth(),
                        Integer.parseInt(m.group(4)),
                        Integer.parseInt(m.group(5)),
                        second,
                        0,
                        zone)
                .toInstant()
                .toEpochMilli();
        if (m.group(6) == null) {
            return new DateRange(low, low + 59_999);
        }
        return fraction == null
                ? new DateRange(low, low + 999)
                : new DateRange(low + millis, low + millis + within(fraction));
    }

    private static long within(String fraction) {
        return switch (fraction.length()) {
            case 1 -> 99;
            case 2 -> 9;
            default -> 0;
        };
    }

    private static DateRange days(LocalDate first, LocalDate last) {
        return new DateRange(
                first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
                last.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 1);
    }

    static LocalDate day(long millis) {
        return Instant.ofEpochMilli(millis).atZone(ZoneOffset.UTC).toLocalDate();
    }
}
