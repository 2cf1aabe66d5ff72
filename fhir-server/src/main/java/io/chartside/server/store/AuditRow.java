package io.chartside.server.store;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One audit record on its way into the chain: the events of one request.
 *
 * @param id logical id of the AuditEvent, or what the ids of several begin with
 * @param recorded when it happened
 * @param events at least one
 */
public record AuditRow(String id, Instant recorded, List<Event> events) {
    /** More words than this would outgrow an index row (PostgreSQL: a third of a page). */
    public static final int MOST_WORDS = 250;

    /**
     * The word of an event that says which version was written. It has no parameter's name, so no event that a client reports
     * can carry it.
     */
    public static final String WRITTEN = "written";

    public AuditRow {
        Objects.requireNonNull(id);
        Objects.requireNonNull(recorded);
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("an audit row records something");
        }
    }

    /** A row of one event. */
    public AuditRow(String id, Instant recorded, byte[] json, List<String> patientIds, List<String> words) {
        this(id, recorded, List.of(new Event(json, patientIds, words)));
    }

    /**
     * @param json the AuditEvent in FHIR JSON without its patients; sealed with the tenant's audit key
     * @param patientIds one AuditEvent is rendered for each; empty renders one without a patient
     * @param words what it can be found by besides its patients, as {@code parameter=value} in plain words; stored keyed
     */
    public record Event(byte[] json, List<String> patientIds, List<String> words) {
        public Event {
            Objects.requireNonNull(json);
            patientIds = List.copyOf(patientIds);
            words = List.copyOf(words);
        }

        /** Adds all words, {@code patient=ID} for each patient among them. */
        public void addWords(Set<String> into) {
            into.addAll(words);
            patientIds.forEach(id -> into.add("patient=" + id));
        }

        @Override
        public String toString() {
            return "audit event";
        }
    }

    /** What the row can be found by: the words of all its events. */
    Set<String> words() {
        Set<String> all = new LinkedHashSet<>();
        events.forEach(event -> event.addWords(all));
        return all;
    }

    @Override
    public String toString() {
        return "AuditRow " + id;
    }
}
