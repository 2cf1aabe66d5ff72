package io.chartside.server.demo;

import io.chartside.server.person.Elements;
import io.chartside.server.person.PersonReader;
import io.chartside.server.sealed.SealedVisits;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The patients with their visits: today's first, then whoever was here last. Bounded, however many patients there are. */
final class Worklist {
    private static final String ENCOUNTERS = "200";
    private static final String PATIENTS = "100";
    private static final int VISITS_SHOWN = 4;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);

    /** @param today whether the visit is on this day */
    record Visit(String id, String when, String reason, boolean today, String start) {}

    /** @param about sex and date of birth */
    record Row(String id, String name, String about, List<Visit> visits) {
        boolean today() {
            return visits.stream().anyMatch(Visit::today);
        }

        /** When the first of today's visits begins: the day's list reads as the day goes. */
        Instant begins() {
            return visits.stream()
                    .filter(Visit::today)
                    .filter(visit -> visit.start().length() > 10)
                    .map(visit -> instant(visit.start()))
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
    }

    private final PersonReader reader;
    private final Clock clock;
    private final ZoneId zone = ZoneId.systemDefault();

    Worklist(PersonReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    List<Row> rows() {
        Map<String, Row> rows = new LinkedHashMap<>();
        List<JsonNode> found = new ArrayList<>(
                reader.search("Encounter", "_sort", "-date", "_count", ENCOUNTERS, "_include", "Encounter:patient"));
        found.addAll(reader.search("Patient", "_count", PATIENTS));
        for (JsonNode resource : found) {
            if (Elements.type(resource).equals("Patient")) {
                rows.putIfAbsent(Elements.id(resource), row(resource));
            }
        }
        for (JsonNode resource : found) {
            Row row = rows.get(Elements.referenced(resource.path("subject")));
            boolean visit = Elements.type(resource).equals("Encounter")
                    && !SealedVisits.isSealed(Elements.id(resource)); // A part of a visit, not one to open.
            if (visit && row != null) {
                row.visits().add(visit(resource));
            }
        }
        rows.values().forEach(this::shorten);
        return rows.values().stream()
                .sorted(Comparator.comparing((Row row) -> !row.today())
                        .thenComparing(Row::begins)
                        .thenComparing(Row::name))
                .toList();
    }

    private static Row row(JsonNode patient) {
        String about = Elements.text(patient.path("gender")) + ", born " + Elements.text(patient.path("birthDate"));
        return new Row(Elements.id(patient), Elements.name(patient), about, new ArrayList<>());
    }

    /** Today's visits, or the last few. */
    private void shorten(Row row) {
        if (row.today()) {
            row.visits().removeIf(visit -> !visit.today());
        }
        if (row.visits().size() > VISITS_SHOWN) {
            row.visits().subList(VISITS_SHOWN, row.visits().size()).clear();
        }
    }

    private Visit visit(JsonNode encounter) {
        String start = Elements.text(encounter.path("period").path("start"));
        String reason = Elements.concept(encounter.path("reasonCode").path(0));
        if (reason.isEmpty()) {
            reason = Elements.concept(encounter.path("type").path(0));
        }
        return new Visit(
                Elements.id(encounter), when(start), reason.isEmpty() ? "Visit" : reason, isToday(start), start);
    }

    private boolean isToday(String start) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        try {
            return start.length() == 10
                    ? LocalDate.parse(start).equals(today)
                    : LocalDate.ofInstant(instant(start), zone).equals(today);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private String when(String start) {
        try {
            if (isToday(start) && start.length() > 10) {
                return "Today " + TIME.format(instant(start).atZone(zone));
            }
            return start.length() > 10 ? DAY.format(instant(start).atZone(zone)) : start;
        } catch (DateTimeParseException e) {
            return start;
        }
    }

    private static Instant instant(String dateTime) {
        return OffsetDateTime.parse(dateTime).toInstant();
    }
}
