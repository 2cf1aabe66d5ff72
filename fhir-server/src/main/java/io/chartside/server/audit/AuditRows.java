package io.chartside.server.audit;

import io.chartside.server.store.AuditRow;
import io.chartside.server.store.LogicalIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Packs the events of one request into as few audit rows as their words allow. */
final class AuditRows {
    private static final int MOST_PATIENTS = AuditRow.MOST_WORDS / 2;

    private final Instant recorded;
    private final List<AuditRow> rows = new ArrayList<>();
    private List<AuditRow.Event> events = new ArrayList<>();
    private Set<String> words = new HashSet<>();

    AuditRows(Instant recorded) {
        this.recorded = recorded;
    }

    Instant recorded() {
        return recorded;
    }

    /** @param patientIds any number: an event of many patients is told by several rows */
    void add(byte[] json, List<String> patientIds, List<String> itsWords) {
        int from = 0;
        do {
            int to = Math.min(from + MOST_PATIENTS, patientIds.size());
            add(new AuditRow.Event(json, patientIds.subList(from, to), itsWords));
            from = to;
        } while (from < patientIds.size());
    }

    private void add(AuditRow.Event event) {
        Set<String> together = new HashSet<>(words);
        event.addWords(together);
        if (!events.isEmpty() && together.size() > AuditRow.MOST_WORDS) {
            end();
            event.addWords(words);
        } else {
            words = together;
        }
        events.add(event);
    }

    private void end() {
        if (!events.isEmpty()) {
            rows.add(new AuditRow(LogicalIds.next(), recorded, events));
            events = new ArrayList<>();
            words = new HashSet<>();
        }
    }

    List<AuditRow> all() {
        end();
        return rows;
    }
}
