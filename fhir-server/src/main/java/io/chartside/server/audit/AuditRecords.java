package io.chartside.server.audit;

import io.chartside.server.search.AuditCriteria;
import io.chartside.server.search.SearchPage;
import io.chartside.server.search.SearchRefused;
import io.chartside.server.search.SearchRequest;
import io.chartside.server.store.AuditLog;
import io.chartside.server.store.AuditRow;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * Reads AuditEvents back. The events of one request are stored as one row, a search once with the list of its patients, and
 * shown as one AuditEvent for each patient (BALP: one event per patient of a search): where a row is several events, the
 * n-th has the id {@code row.n}.
 */
@Component
public final class AuditRecords {
    private static final int MOST_IN_PAGE = 1000;
    private static final Pattern NAMED_PATIENT =
            Pattern.compile("\"reference\":\"Patient/([A-Za-z0-9.-]{1,64})(?:/_history/[^\"]{1,64})?\"");
    /** Rows of a statement when events are tested once they are opened. */
    private static final int BATCH = 500;

    private static final int MOST_LOOKED = 2_000;
    private static final int MOST_COUNTED = 10_000;

    private final AuditLog log;
    private final AuditCriteria criteria;

    AuditRecords(AuditLog log, AuditCriteria criteria) {
        this.log = log;
        this.criteria = criteria;
    }

    /**
     * Which events of a row are shown.
     *
     * @param asked sets of words of which an event must have one each; an event that stands alone in its row has met them
     * @param patients whose events; empty shows all
     * @param opened what is tested on each event
     */
    private record Shown(
            List<Set<String>> asked, Optional<Set<String>> patients, List<AuditCriteria.Condition> opened) {}

    public Optional<StoredResource> read(TenantId tenant, Sight sight, String id) {
        int dot = id.indexOf('.');
        Optional<AuditLog.Entry> entry = log.read(tenant, dot < 0 ? id : id.substring(0, dot));
        return entry.stream()
                .flatMap(e -> render(e, List.of(), patientsSeen(sight)).stream())
                .filter(event -> event.id().equals(id))
                .findFirst();
    }

    /** @throws SearchRefused when {@link #search} would refuse what is asked */
    public void requireUnderstood(SearchRequest request) {
        AuditQuery.parse(request, criteria);
    }

    /**
     * One page, newest first by default. Where events are tested once they are opened, a page looks at 2,000 of them at most
     * and may come back short with a {@code next} link; a total looks at 10,000.
     *
     * @throws SearchRefused when a parameter is none of R4's, or the total is beyond what is counted
     */
    public SearchPage search(TenantId tenant, Sight sight, SearchRequest request) {
        AuditQuery asked = AuditQuery.parse(request, criteria);
        AuditQuery query = asked.with(asked.opened().stream()
                .filter(AuditCriteria.Condition::isChain)
                .map(chain -> criteria.targets(tenant, sight, request.subject(), chain))
                .toList());
        Optional<Set<String>> seen = patientsSeen(sight);
        List<Set<String>> tokens = new ArrayList<>(query.tokens());
        seen.ifPresent(ids -> tokens.add(tokensOf(ids)));
        Shown shown = new Shown(query.tokens(), both(query.patients(), seen), query.opened());
        if (query.ids().isPresent()) {
            return named(tenant, query, shown);
        }
        OptionalLong total =
                query.total() ? OptionalLong.of(count(tenant, query, tokens, shown)) : OptionalLong.empty();
        return query.countOnly()
                ? new SearchPage(List.of(), List.of(), total, null, query.ignored())
                : page(tenant, query, tokens, shown, AuditPosition.parse(request), total);
    }

    private SearchPage page(
            TenantId tenant,
            AuditQuery query,
            List<Set<String>> tokens,
            Shown shown,
            AuditPosition position,
            OptionalLong total) {
        List<StoredResource> events = new ArrayList<>();
        String cursor = position.cursor();
        boolean begun = position.row().isEmpty();
        int looked = 0;
        do {
            AuditLog.Page page = find(tenant, query, tokens, query.opened().isEmpty() ? query.count() : BATCH, cursor);
            for (AuditLog.Entry entry : page.entries()) {
                // Events recorded since the last page stand before the row it ended in: they are passed over.
                boolean resumed = !begun && entry.id().equals(position.row());
                if (!begun && !resumed) {
                    continue;
                }
                begun = true;
                List<StoredResource> rendered = render(entry, shown);
                int from = resumed ? Math.min(position.skip(), rendered.size()) : 0;
                int room = query.count() - events.size();
                if (rendered.size() - from > room) {
                    events.addAll(rendered.subList(from, from + room));
                    String next = new AuditPosition(entry.id(), from + room, cursor).toString();
                    return new SearchPage(events, List.of(), total, next, query.ignored());
                }
                events.addAll(rendered.subList(from, rendered.size()));
            }
            looked += page.entries().size();
            cursor = page.nextCursor();
        } while (cursor != null
                && events.size() < query.count()
                && (shown.opened().isEmpty() || looked < MOST_LOOKED));
        AuditPosition next = begun
                ? new AuditPosition("", 0, cursor)
                : new AuditPosition(position.row(), position.skip(), cursor); // Still to be found.
        return new SearchPage(events, List.of(), total, cursor == null ? null : next.toString(), query.ignored());
    }

    private long count(TenantId tenant, AuditQuery query, List<Set<String>> tokens, Shown shown) {
        long events = 0;
        int looked = 0;
        String cursor = null;
        do {
            AuditLog.Page page = find(tenant, query, tokens, MOST_IN_PAGE, cursor);
            for (AuditLog.Entry entry : page.entries()) {
                events += render(entry, shown).size();
            }
            looked += page.entries().size();
            cursor = page.nextCursor();
            if (cursor != null && looked >= MOST_COUNTED) {
                throw SearchRefused.tooCostly("more than " + MOST_COUNTED
                        + " events would have to be looked at to count these: narrow the search by date or patient");
            }
        } while (cursor != null);
        return events;
    }

    /** Events by their ids, which stand in no index: each is read, and then held against the rest of the search. */
    private SearchPage named(TenantId tenant, AuditQuery query, Shown shown) {
        Map<String, StoredResource> found = new LinkedHashMap<>();
        for (String id : query.ids().orElseThrow()) {
            int dot = id.indexOf('.');
            log
                    .read(tenant, dot < 0 ? id : id.substring(0, dot))
                    .filter(entry -> query.from() == null || !entry.recorded().isBefore(query.from()))
                    .filter(entry -> query.to() == null || entry.recorded().isBefore(query.to()))
                    .filter(entry -> shown.asked().isEmpty() || isFoundBy(tenant, shown.asked(), entry))
                    .stream()
                    .flatMap(entry -> render(entry, shown).stream())
                    .filter(event -> event.id().equals(id))
                    .forEach(event -> found.put(id, event));
        }
        Comparator<StoredResource> oldestFirst = Comparator.comparing(StoredResource::lastUpdated);
        List<StoredResource> events = found.values().stream()
                .sorted(query.newestFirst() ? oldestFirst.reversed() : oldestFirst)
                .toList();
        return new SearchPage(
                query.countOnly()
                        ? List.of()
                        : events.stream().limit(query.count()).toList(),
                List.of(),
                query.total() ? OptionalLong.of(events.size()) : OptionalLong.empty(),
                null,
                query.ignored());
    }

    /** A row of one event does not tell its words again: whether it has them, the index says. */
    private boolean isFoundBy(TenantId tenant, List<Set<String>> words, AuditLog.Entry entry) {
        Instant recorded = entry.recorded().truncatedTo(ChronoUnit.MILLIS);
        String cursor = null;
        do {
            AuditLog.Page page = log.find(
                    tenant, new AuditLog.Query(recorded, recorded.plusMillis(1), words, true, MOST_IN_PAGE, cursor));
            if (page.entries().stream().anyMatch(found -> found.id().equals(entry.id()))) {
                return true;
            }
            cursor = page.nextCursor();
        } while (cursor != null);
        return false;
    }

    /** Empty stands for all patients. */
    private static Optional<Set<String>> both(Optional<Set<String>> asked, Optional<Set<String>> seen) {
        if (asked.isEmpty() || seen.isEmpty()) {
            return asked.or(() -> seen);
        }
        Set<String> both = new HashSet<>(asked.get());
        both.retainAll(seen.get());
        return Optional.of(both);
    }

    private AuditLog.Page find(TenantId tenant, AuditQuery query, List<Set<String>> tokens, int rows, String cursor) {
        try {
            return log.find(
                    tenant, new AuditLog.Query(query.from(), query.to(), tokens, query.newestFirst(), rows, cursor));
        } catch (IllegalArgumentException e) {
            throw SearchRefused.invalid("_cursor does not belong to this search");
        }
    }

    /** The patients whose events the caller sees; empty when it sees all. */
    private static Optional<Set<String>> patientsSeen(Sight sight) {
        Sight.Extent extent = sight.of("AuditEvent");
        if (extent instanceof Sight.Extent.All) {
            return Optional.empty();
        }
        if (extent instanceof Sight.Extent.Narrowed narrowed
                && narrowed.criteria().isEmpty()) {
            return narrowed.patientIds().isEmpty() ? Optional.empty() : Optional.of(narrowed.patientIds());
        }
        return Optional.of(Set.of());
    }

    /** No patient at all asks for a word that no row has. */
    private static Set<String> tokensOf(Set<String> patientIds) {
        Set<String> tokens = new TreeSet<>();
        patientIds.forEach(id -> tokens.add("patient=" + id));
        return tokens.isEmpty() ? Set.of("patient=") : tokens;
    }

    /** Of a row the events that are asked for and may be seen. */
    private List<StoredResource> render(AuditLog.Entry entry, Shown shown) {
        List<StoredResource> events = render(entry, shown.asked(), shown.patients());
        return shown.opened().isEmpty()
                ? events
                : events.stream()
                        .filter(event -> criteria.hold(shown.opened(), event))
                        .toList();
    }

    private static List<StoredResource> render(
            AuditLog.Entry entry, List<Set<String>> asked, Optional<Set<String>> shown) {
        boolean alone = entry.events().size() == 1;
        int all = entry.events().stream()
                .mapToInt(event -> Math.max(1, event.patientIds().size()))
                .sum();
        List<StoredResource> events = new ArrayList<>();
        int n = 0;
        for (AuditRow.Event event : entry.events()) {
            boolean fits = alone || fits(event, asked);
            if (event.patientIds().isEmpty()) {
                n++;
                if (fits && (shown.isEmpty() || alone && mentions(event, shown.get()))) {
                    events.add(event(entry, event, all == 1 ? "" : "." + n, Optional.empty()));
                }
            }
            for (String patient : event.patientIds()) {
                n++;
                if (fits && (shown.isEmpty() || shown.get().contains(patient))) {
                    events.add(event(entry, event, all == 1 ? "" : "." + n, Optional.of(patient)));
                }
            }
        }
        return events;
    }

    /** An event that a client reported names its patients in its own words: all of them must be shown, and one at least. */
    private static boolean mentions(AuditRow.Event event, Set<String> shown) {
        Set<String> patients = new HashSet<>();
        String json = new String(event.json(), StandardCharsets.UTF_8);
        NAMED_PATIENT.matcher(json).results().forEach(match -> patients.add(match.group(1)));
        return !patients.isEmpty() && shown.containsAll(patients);
    }

    private static boolean fits(AuditRow.Event event, List<Set<String>> asked) {
        if (asked.isEmpty()) {
            return true;
        }
        Set<String> words = new HashSet<>();
        event.addWords(words);
        return asked.stream().noneMatch(anyOf -> Collections.disjoint(anyOf, words));
    }

    private static StoredResource event(
            AuditLog.Entry entry, AuditRow.Event event, String number, Optional<String> patient) {
        String id = entry.id() + number;
        return new StoredResource(
                "AuditEvent",
                id,
                0,
                1,
                entry.recorded(),
                false,
                AuditEventJson.rendered(event.json(), id, entry.recorded(), patient),
                patient);
    }
}
