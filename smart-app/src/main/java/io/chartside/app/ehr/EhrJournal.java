package io.chartside.app.ehr;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a client has done at the EHR, in order, until it is reported to the record's audit trail. Safe for use by many
 * threads.
 */
public final class EhrJournal {

    /**
     * One interaction.
     *
     * @param method the HTTP method
     * @param path relative to the EHR's base, with the query of a search
     * @param status what the EHR answered
     * @param resources {@code Type/id} of what was read or written
     */
    record Entry(Instant at, String method, String path, int status, List<String> resources) {

        String type() {
            String head = path.startsWith("/") ? path.substring(1) : path;
            return head.split("[/?]", 2)[0];
        }

        boolean isSearch() {
            return method.equals("GET") && path.indexOf('?') >= 0;
        }

        @Override
        public String toString() {
            return method + " " + type() + " " + status;
        }
    }

    /**
     * One HL7 version 2 message that left, or may have.
     *
     * @param type such as {@code MDM^T02}
     * @param controlId MSH-10
     * @param host it went to
     */
    record Message(Instant at, String type, String controlId, String host, Fate fate) {

        @Override
        public String toString() {
            return type + " " + fate;
        }
    }

    /** What the receiver said of a message. */
    public enum Fate {
        ACCEPTED,
        REFUSED,
        UNKNOWN
    }

    private final Clock clock;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();

    public EhrJournal(Clock clock) {
        this.clock = clock;
    }

    void add(String method, String path, int status, Resource result) {
        Entry entry = new Entry(clock.instant(), method, path, status, touched(result));
        synchronized (entries) {
            entries.add(entry);
        }
    }

    /** Notes a message; one of which nothing left is not to be noted. */
    public void message(String type, String controlId, String host, Fate fate) {
        Message message = new Message(clock.instant(), type, controlId, host, fate);
        synchronized (entries) {
            messages.add(message);
        }
    }

    List<Message> takeMessages() {
        synchronized (entries) {
            List<Message> taken = List.copyOf(messages);
            messages.clear();
            return taken;
        }
    }

    List<Entry> take() {
        synchronized (entries) {
            List<Entry> taken = List.copyOf(entries);
            entries.clear();
            return taken;
        }
    }

    private static List<String> touched(Resource result) {
        if (result instanceof Bundle page) {
            return page.getEntry().stream()
                    .filter(entry -> entry.getResource() != null)
                    .map(entry -> reference(entry.getResource()))
                    .toList();
        }
        return result == null || !result.hasId() ? List.of() : List.of(reference(result));
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
