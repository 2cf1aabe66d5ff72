package io.chartside.server.rest;

import io.chartside.server.interaction.FhirRefusal;
import io.chartside.server.store.ResourceStore.HistoryRequest;
import io.chartside.server.store.ResourceStore.Period;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** The parameters of a history (FHIR R4, http.html#history). Dates without a time zone are of UTC. */
final class HistoryParameters {
    static final Set<String> NAMES = Set.of("_since", "_at", "_count", "_cursor");
    private static final Pattern DATE = Pattern.compile("\\d{4}(-\\d{2}(-\\d{2})?)?");

    private HistoryParameters() {}

    /**
     * @param type null for the system, @param id null for a type
     * @throws FhirRefusal 400
     */
    static HistoryRequest of(FhirRequest request, String type, String id) {
        for (String name : request.parameters().keySet()) {
            if (!NAMES.contains(name)
                    && !Query.SHAPING.contains(name)
                    && !request.preferences().lenient()) {
                throw new FhirRefusal(
                        400, "not-supported", "A history takes the parameters _since, _at, _count and _cursor");
            }
        }
        return new HistoryRequest(
                type,
                id,
                request.parameter("_since")
                        .map(text -> period("_since", text).from())
                        .orElse(null),
                request.parameter("_at").map(text -> period("_at", text)).orElse(null),
                count(request),
                request.parameter("_cursor").orElse(null));
    }

    private static OptionalInt count(FhirRequest request) {
        if (request.parameter("_summary").filter("count"::equals).isPresent()) {
            return OptionalInt.of(0);
        }
        if (request.parameter("_count").isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int count = Integer.parseInt(request.parameter("_count").get());
            if (count >= 0) {
                return OptionalInt.of(count);
            }
        } catch (NumberFormatException e) {
            // Refused below without the value.
        }
        throw FhirRefusal.malformed("_count is a whole number");
    }

    /** What a date or instant of any precision covers. */
    private static Period period(String name, String written) {
        String text = written.replace(' ', '+');
        try {
            if (!DATE.matcher(text).matches()) {
                Instant from = OffsetDateTime.parse(text).toInstant();
                return new Period(from, text.indexOf('.') < 0 ? from.plusSeconds(1) : from.plusMillis(1));
            }
            LocalDate first;
            LocalDate next;
            switch (text.length()) {
                case 4 -> {
                    first = Year.parse(text).atDay(1);
                    next = first.plusYears(1);
                }
                case 7 -> {
                    first = YearMonth.parse(text).atDay(1);
                    next = first.plusMonths(1);
                }
                default -> {
                    first = LocalDate.parse(text);
                    next = first.plusDays(1);
                }
            }
            return new Period(
                    first.atStartOfDay().toInstant(ZoneOffset.UTC),
                    next.atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw FhirRefusal.malformed(name + " is a FHIR date or instant");
        }
    }
}
