package io.chartside.server.audit;

import io.chartside.server.search.SearchRefused;
import io.chartside.server.search.SearchRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A search of the audit, as the keyed columns can answer it.
 *
 * @param ids set when the search names events by their ids
 * @param patients set when the search names patients: only their events of a row are shown
 */
record AuditQuery(
        Instant from,
        Instant to,
        List<Set<String>> tokens,
        Optional<Set<String>> patients,
        Optional<Set<String>> ids,
        boolean newestFirst,
        int count,
        List<String> ignored) {
    private static final Set<String> KEYED = Set.of("agent", "action", "outcome", "entity", "type", "subtype");
    private static final int DEFAULT_COUNT = 50;
    private static final int MOST = 1000;
    private static final int MOST_IDS = 200;

    static AuditQuery parse(SearchRequest request) {
        Instant from = null;
        Instant to = null;
        List<Set<String>> tokens = new ArrayList<>();
        Set<String> patients = null;
        Set<String> events = null;
        boolean newestFirst = true;
        int count = DEFAULT_COUNT;
        List<String> ignored = new ArrayList<>();
        for (Map.Entry<String, List<String>> parameter : request.parameters().entrySet()) {
            String name = parameter.getKey();
            for (String value : parameter.getValue()) {
                if (name.equals("date") || name.equals("_lastUpdated")) {
                    AuditDates range = AuditDates.parse(name, value);
                    from = later(from, range.from());
                    to = earlier(to, range.to());
                } else if (name.equals("patient")) {
                    Set<String> ids = new HashSet<>();
                    for (String id : value.split(",")) {
                        ids.add(id.startsWith("Patient/") ? id.substring("Patient/".length()) : id);
                    }
                    tokens.add(words("patient", ids));
                    if (patients == null) {
                        patients = ids;
                    } else {
                        patients.retainAll(ids);
                    }
                } else if (name.equals("_id")) {
                    Set<String> asked = new LinkedHashSet<>(List.of(value.split(",")));
                    if (events == null) {
                        events = asked;
                    } else {
                        events.retainAll(asked);
                    }
                } else if (KEYED.contains(name)) {
                    tokens.add(words(name, Set.of(value.split(","))));
                } else if (name.equals("_sort")) {
                    newestFirst = newestFirst(value);
                } else if (name.equals("_count")) {
                    count = count(value);
                } else if (name.equals("_total") && value.equals("none") || name.equals("_cursor")) {
                    continue;
                } else if (request.lenient() && name.indexOf(':') < 0) {
                    ignored.add(name);
                } else {
                    throw SearchRefused.notServed("AuditEvent cannot be searched by the parameter " + name
                            + "; it can by _id, date, patient, agent, action, outcome, entity, type, subtype");
                }
            }
        }
        if (events != null && events.size() > MOST_IDS) {
            throw SearchRefused.invalid("_id has more than " + MOST_IDS + " values");
        }
        return new AuditQuery(
                from,
                to,
                tokens,
                Optional.ofNullable(patients),
                Optional.ofNullable(events),
                newestFirst,
                count,
                ignored);
    }

    private static Instant later(Instant one, Instant other) {
        return one == null || (other != null && other.isAfter(one)) ? other : one;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    private static Set<String> words(String name, Set<String> values) {
        Set<String> words = new LinkedHashSet<>();
        values.forEach(value -> words.add(name + "=" + value));
        return words;
    }

    private static boolean newestFirst(String value) {
        return switch (value) {
            case "-date", "-_lastUpdated" -> true;
            case "date", "_lastUpdated" -> false;
            default -> throw SearchRefused.invalid("AuditEvent is sorted by date or -date only");
        };
    }

    private static int count(String value) {
        try {
            int count = Integer.parseInt(value);
            if (count >= 1) {
                return Math.min(count, MOST);
            }
        } catch (NumberFormatException e) {
            // Falls through to the refusal, which does not repeat the value.
        }
        throw SearchRefused.invalid("_count is a whole number from 1");
    }
}
