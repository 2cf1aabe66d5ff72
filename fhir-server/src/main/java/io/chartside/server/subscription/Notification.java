package io.chartside.server.subscription;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.JsonTree;
import io.chartside.server.operation.NoteParts;
import io.chartside.server.store.ResourceStore;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import io.chartside.server.subscription.Terms.Content;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Resource;

/** Makes notifications: Bundles of type history that begin with the status (Subscriptions R5 Backport 1.1.0, R4). */
final class Notification {
    private final ResourceStore store;
    private final NoteParts notes;
    private final FhirContext fhir;

    Notification(ResourceStore store, NoteParts notes, FhirContext fhir) {
        this.store = store;
        this.notes = notes;
        this.fhir = fhir;
    }

    /**
     * A notification and what of patients is in it.
     *
     * @param told the versions that its events are about, a note standing for its document; empty when it names none
     * @param events how many it tells of
     */
    record Made(byte[] json, List<StoredResource> told, int events) {
        @Override
        public String toString() {
            return "notification of " + events + " events";
        }
    }

    /** A handshake, a heartbeat or what {@code $status} answers in the first entry. */
    byte[] ofStatus(Held held, String type, Instant now) {
        ObjectNode bundle = bundle(held, now);
        ((ArrayNode) bundle.get("entry")).add(statusEntry(held, parameters(held, type)));
        return JsonTree.bytes(bundle);
    }

    /**
     * Tells of events, as far as the sight shows them now; those that it does not are left out.
     *
     * @param type {@code event-notification} or {@code query-event}
     */
    Made ofEvents(Held held, String type, List<Event> events, Sight sight, Content content, Instant now) {
        ObjectNode bundle = bundle(held, now);
        ObjectNode parameters = parameters(held, type);
        ArrayNode entries = (ArrayNode) bundle.get("entry");
        entries.add(statusEntry(held, parameters));
        List<StoredResource> told = new ArrayList<>();
        int shown = 0;
        for (Event event : events) {
            Optional<StoredResource> version =
                    store.readVersion(held.tenant(), sight, event.type(), event.resource(), event.version());
            if (version.isPresent()) {
                shown++;
                told.addAll(tell(held, event, version.get(), sight, content, parameters, entries));
            }
        }
        return new Made(JsonTree.bytes(bundle), told, shown);
    }

    /** An event of the MedScribeAlliance protocol (0.1, chapter 10.5): that the visit of a note has its results. */
    Made ofSession(Held held, Event event, Sight sight) {
        Optional<StoredResource> note =
                store.readVersion(held.tenant(), sight, event.type(), event.resource(), event.version());
        Optional<StoredResource> visit = note.map(version -> JsonTree.ofStored(version.json())
                        .at("/encounter/reference")
                        .asText())
                .filter(reference -> reference.startsWith("Encounter/"))
                .flatMap(reference ->
                        store.read(held.tenant(), sight, "Encounter", reference.substring("Encounter/".length())))
                .filter(found -> !found.deleted());
        if (visit.isEmpty()) {
            return new Made(new byte[0], List.of(), 0);
        }
        ObjectNode session = JsonTree.object();
        session.put("event", AllianceWebhooks.COMPLETED);
        session.put("timestamp", event.at().truncatedTo(ChronoUnit.SECONDS).toString());
        session.put("session_id", AllianceSessions.id(visit.get().rid()));
        return new Made(JsonTree.bytes(session), List.of(note.get()), 1);
    }

    private List<StoredResource> tell(
            Held held,
            Event event,
            StoredResource version,
            Sight sight,
            Content content,
            ObjectNode parameters,
            ArrayNode entries) {
        String base = held.subscriber().base();
        ArrayNode parts = add(parameters, "notification-event").putArray("part");
        part(parts, "event-number").put("valueString", Long.toString(event.number()));
        part(parts, "timestamp")
                .put("valueInstant", event.at().truncatedTo(ChronoUnit.MILLIS).toString());
        if (content == Content.EMPTY) {
            return List.of();
        }
        part(parts, "focus").putObject("valueReference").put("reference", base + "/" + name(version));
        entries.add(entry(base, version, content));
        if (held.terms().known().isOfNotes() && !version.deleted()) {
            Map<String, Resource> others = new LinkedHashMap<>();
            notes.document(held.tenant(), sight, version)
                    .forEach(part -> others.putIfAbsent(
                            part.fhirType() + "/" + part.getIdElement().getIdPart(), part));
            others.forEach((name, other) -> {
                part(parts, "additional-context").putObject("valueReference").put("reference", base + "/" + name);
                entries.add(context(base, name, other, content));
            });
        }
        return List.of(version);
    }

    private ObjectNode context(String base, String name, Resource other, Content content) {
        ObjectNode entry = JsonTree.object();
        entry.put("fullUrl", base + "/" + name);
        if (content == Content.FULL_RESOURCE) {
            entry.set("resource", JsonTree.of(fhir, other));
        }
        entry.putObject("request").put("method", "GET").put("url", name);
        entry.putObject("response").put("status", "200");
        return entry;
    }

    private static String name(StoredResource version) {
        return version.type() + "/" + version.id();
    }

    private static ObjectNode entry(String base, StoredResource version, Content content) {
        boolean created = version.version() == 1 && !version.deleted();
        ObjectNode entry = JsonTree.object();
        entry.put("fullUrl", base + "/" + name(version));
        if (content == Content.FULL_RESOURCE && !version.deleted()) {
            entry.set("resource", JsonTree.ofStored(version.json()));
        }
        entry.putObject("request")
                .put("method", version.deleted() ? "DELETE" : created ? "POST" : "PUT")
                .put("url", created ? version.type() : name(version));
        entry.putObject("response")
                .put("status", version.deleted() ? "204" : created ? "201" : "200")
                .put("etag", "W/\"" + version.version() + "\"")
                .put(
                        "lastModified",
                        version.lastUpdated().truncatedTo(ChronoUnit.MILLIS).toString());
        return entry;
    }

    private static ObjectNode bundle(Held held, Instant now) {
        ObjectNode bundle = JsonTree.object();
        bundle.put("resourceType", "Bundle");
        bundle.put("id", UUID.randomUUID().toString());
        bundle.putObject("meta").putArray("profile").add(Backport.NOTIFICATION);
        bundle.put("type", "history");
        bundle.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
        bundle.putArray("entry");
        return bundle;
    }

    private static ObjectNode statusEntry(Held held, ObjectNode parameters) {
        ObjectNode entry = JsonTree.object();
        entry.put("fullUrl", "urn:uuid:" + parameters.path("id").asText());
        entry.set("resource", parameters);
        entry.putObject("request")
                .put("method", "GET")
                .put("url", held.subscriber().base() + "/Subscription/" + held.id() + "/$status");
        entry.putObject("response").put("status", "200");
        return entry;
    }

    /** @param type {@code handshake}, {@code heartbeat}, {@code event-notification}, {@code query-status} or {@code query-event} */
    static ObjectNode parameters(Held held, String type) {
        ObjectNode parameters = JsonTree.object();
        parameters.put("resourceType", "Parameters");
        parameters.put("id", UUID.randomUUID().toString());
        parameters.putObject("meta").putArray("profile").add(Backport.STATUS);
        add(parameters, "subscription")
                .putObject("valueReference")
                .put("reference", held.subscriber().base() + "/Subscription/" + held.id());
        add(parameters, "topic").put("valueCanonical", held.terms().topic());
        add(parameters, "status").put("valueCode", held.status().code());
        add(parameters, "type").put("valueCode", type);
        add(parameters, "events-since-subscription-start").put("valueString", Long.toString(held.numbered()));
        return parameters;
    }

    private static ObjectNode add(ObjectNode parameters, String name) {
        ArrayNode all = parameters.has("parameter")
                ? (ArrayNode) parameters.get("parameter")
                : parameters.putArray("parameter");
        return all.addObject().put("name", name);
    }

    private static ObjectNode part(ArrayNode parts, String name) {
        return parts.addObject().put("name", name);
    }
}
