package io.chartside.server.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The audit rows of requests that are committed together, as few as their words allow: a row, its entries in three indexes and its
 * seal cost many times what an event more in it does. All events of a row are recorded when the last of them is, which
 * {@code AuditEvent.recorded} says of each.
 */
public final class RowsTogether {
    /** Whoever reads one event opens all of its row. */
    static final int MOST_EVENTS = 16;

    private static final byte[] RECORDED = "\"recorded\":\"".getBytes(StandardCharsets.US_ASCII);

    private final List<AuditRow> made = new ArrayList<>();
    private final List<AuditRow> open = new ArrayList<>();
    private Set<String> words = new HashSet<>();
    private int events;

    private RowsTogether() {}

    /** @param rows of the server's own making: of what a client reports the id and the time are the client's */
    public static List<AuditRow> of(List<AuditRow> rows) {
        if (rows.size() < 2) {
            return rows;
        }
        RowsTogether together = new RowsTogether();
        rows.forEach(together::add);
        together.close();
        return together.made;
    }

    private void add(AuditRow row) {
        Set<String> all = new HashSet<>(words);
        all.addAll(row.words());
        if (!open.isEmpty()
                && (all.size() > AuditRow.MOST_WORDS || events + row.events().size() > MOST_EVENTS)) {
            close();
            all = row.words();
        }
        open.add(row);
        words = all;
        events += row.events().size();
    }

    private void close() {
        Instant last =
                open.stream().map(AuditRow::recorded).max(Instant::compareTo).orElseThrow();
        List<AuditRow.Event> all = new ArrayList<>(events);
        for (AuditRow row : open) {
            boolean same = row.recorded().toEpochMilli() == last.toEpochMilli(); // Events tell no shorter times.
            row.events().forEach(event -> all.add(same ? event : recorded(event, last)));
        }
        made.add(open.size() == 1 ? open.get(0) : new AuditRow(open.get(0).id(), last, all));
        open.clear();
        events = 0;
    }

    /** The same event, recorded at this time where it says a time. Quotes within texts are escaped, so the first such member is its own. */
    private static AuditRow.Event recorded(AuditRow.Event event, Instant at) {
        byte[] json = event.json();
        int from = afterRecorded(json);
        if (from < 0) {
            return event;
        }
        int to = from;
        while (json[to] != '"') {
            to++;
        }
        ByteArrayOutputStream changed = new ByteArrayOutputStream(json.length + 8);
        changed.write(json, 0, from);
        changed.writeBytes(at.truncatedTo(ChronoUnit.MILLIS).toString().getBytes(StandardCharsets.US_ASCII));
        changed.write(json, to, json.length - to);
        return new AuditRow.Event(changed.toByteArray(), event.patientIds(), event.words());
    }

    private static int afterRecorded(byte[] json) {
        for (int at = 0; at + RECORDED.length <= json.length; at++) {
            if (Arrays.equals(json, at, at + RECORDED.length, RECORDED, 0, RECORDED.length)) {
                return at + RECORDED.length;
            }
        }
        return -1;
    }
}
