package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.access.Interaction;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.store.LogicalIds;
import io.chartside.server.store.UnitOfWork.Criteria;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What can be decided about a set of writes before the database is asked: new ids, criteria, references. */
final class TransactionPlan {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
    private static final String SUBSETTED_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
    private final List<WriteEntry> entries;
    private final String[] newIds;
    private final ReferenceSlots slots;

    /** @throws FhirRefusal when entries contradict each other or carry impossible ids */
    TransactionPlan(List<WriteEntry> entries, FhirContext fhir, String base) {
        this.entries = List.copyOf(entries);
        this.newIds = new String[entries.size()];
        this.slots = new ReferenceSlots(ElementDefinitions.of(fhir), base);
        Set<String> fullUrls = fullUrls();
        Set<Criteria> creating = new HashSet<>();
        for (int i = 0; i < newIds.length; i++) {
            WriteEntry entry = entries.get(i);
            check(entry);
            newIds[i] = newId(entry);
            entry.criteria().ifPresent(query -> {
                if (!creating.add(new Criteria(entry.type(), query))) {
                    throw FhirRefusal.malformed("Two entries write by the same condition")
                            .within(path(entry));
                }
            });
            entry.resource()
                    .or(() -> entry.patch().flatMap(ResourcePatch::carrier))
                    .ifPresent(resource -> {
                        try {
                            slots.collect(entry.position(), resource, entry.fullUrl(), fullUrls);
                        } catch (FhirRefusal refusal) {
                            throw refusal.within(path(entry));
                        }
                    });
        }
    }

    List<WriteEntry> entries() {
        return entries;
    }

    /** The id that the entry's resource gets if it is new. */
    String newId(int index) {
        return newIds[index];
    }

    /** Whether an update that meets nothing would make a resource under an id that the client wrote. */
    boolean isIdFromClient(WriteEntry entry) {
        return entry.id().isPresent()
                || entry.resource().flatMap(ResourceJson::id).isPresent();
    }

    ReferenceSlots slots() {
        return slots;
    }

    /** Of conditional writes and conditional references. */
    Set<Criteria> criteria() {
        Set<Criteria> criteria = new LinkedHashSet<>(slots.criteria());
        for (WriteEntry entry : entries) {
            entry.criteria().ifPresent(query -> criteria.add(new Criteria(entry.type(), query)));
        }
        return criteria;
    }

    static String path(WriteEntry entry) {
        return "Bundle.entry[" + entry.position() + "]";
    }

    private Set<String> fullUrls() {
        Map<String, WriteEntry> seen = new HashMap<>();
        for (WriteEntry entry : entries) {
            entry.fullUrl().ifPresent(url -> {
                if (seen.put(url, entry) != null) {
                    throw FhirRefusal.malformed("Two entries have the same fullUrl")
                            .within(path(entry));
                }
            });
        }
        return seen.keySet();
    }

    private static void check(WriteEntry entry) {
        entry.id().ifPresent(id -> {
            if (!ID.matcher(id).matches()) {
                throw FhirRefusal.malformed("A logical id is 1 to 64 letters, digits, '-' and '.'");
            }
        });
        if (entry.interaction() == Interaction.UPDATE
                && entry.resource().orElseThrow().hasTag(SUBSETTED_SYSTEM, "SUBSETTED")) {
            throw FhirRefusal.againstRule(
                    "A shortened resource does not replace the whole one", entry.type() + ".meta.tag");
        }
        if (entry.interaction() == Interaction.UPDATE && entry.id().isPresent()) {
            String inBody = entry.resource().orElseThrow().id().orElse(null);
            if (inBody != null && !inBody.equals(entry.id().get())) {
                throw new FhirRefusal(
                        400,
                        List.of(new FhirRefusal.Issue(
                                "invalid", "The resource's id is not the id of the URL", entry.type() + ".id")));
            }
        }
        if (entry.type().equals("AuditEvent") && entry.interaction() != Interaction.CREATE) {
            throw FhirRefusal.notAllowed("An AuditEvent can be created and read, never changed or deleted");
        }
    }

    private static String newId(WriteEntry entry) {
        if (entry.id().isPresent()) {
            return entry.id().get();
        }
        if (entry.interaction() == Interaction.UPDATE) {
            String inBody = entry.resource().orElseThrow().id().orElse(null);
            if (inBody != null && !inBody.isEmpty()) {
                if (!ID.matcher(inBody).matches()) {
                    throw FhirRefusal.malformed("A logical id is 1 to 64 letters, digits, '-' and '.'");
                }
                return inBody;
            }
        }
        return LogicalIds.next();
    }
}
