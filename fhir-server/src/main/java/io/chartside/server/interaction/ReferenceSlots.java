package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.store.UnitOfWork.Criteria;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The references of a transaction that are only known inside it: to other entries by their fullUrl, whether by an element of
 * type Reference, by a uri or by a link of a narrative, conditional ones, and those that name this server by its absolute address (FHIR R4, http.html#trules). What the client wrote is kept, so
 * that the same plan can be resolved again when the database asks for another attempt.
 */
final class ReferenceSlots {
    private final List<Slot> slots = new ArrayList<>();
    private final List<LinkSlot> links = new ArrayList<>();
    private final ElementDefinitions definitions;
    private final String base;

    private record Slot(int position, ResourceJson resource, ObjectNode reference, String written) {}

    /** @param written the uri or the narrative as the client wrote it */
    private record LinkSlot(ResourceJson resource, ElementWalk.Link link, String written) {}

    ReferenceSlots(ElementDefinitions definitions, String base) {
        this.definitions = definitions;
        this.base = base + "/";
    }

    /**
     * The references inside a stored Bundle speak of its own entries and are kept as they are.
     *
     * @param fullUrl of the entry: what relative references are relative to (FHIR R4, bundle.html#references)
     * @throws FhirRefusal 422 when the resource lacks required elements
     */
    void collect(int position, ResourceJson resource, Optional<String> fullUrl, Set<String> fullUrls) {
        ElementWalk.Found found = ElementWalk.of(definitions, resource, fullUrls);
        if (resource.type().equals("Bundle")) {
            return;
        }
        found.links().forEach(link -> links.add(new LinkSlot(resource, link, link.text())));
        String root = fullUrl.map(url -> root(url, resource.type())).orElse("");
        for (ObjectNode reference : found.references()) {
            String written = reference.path("reference").textValue();
            if (written == null || written.startsWith("#")) {
                continue;
            }
            if (written.startsWith(base)) {
                written = written.substring(base.length());
                reference.put("reference", written);
                resource.changed();
            }
            if (!root.isEmpty() && fullUrls.contains(root + written)) {
                written = root + written;
            }
            if (written.startsWith("urn:") || written.indexOf('?') >= 0 || fullUrls.contains(written)) {
                slots.add(new Slot(position, resource, reference, written));
            }
        }
    }

    /** Of {@code https://other.example/fhir/Patient/1} all before the type; empty for what is no address of a resource. */
    private static String root(String fullUrl, String type) {
        int at = fullUrl.startsWith("http") ? fullUrl.lastIndexOf("/" + type + "/") : -1;
        return at < 0 ? "" : fullUrl.substring(0, at + 1);
    }

    /**
     * What a patch made of a resource: complete, and with references that need no transaction any more.
     *
     * @throws FhirRefusal 422
     */
    void checkPatched(int position, ResourceJson resource) {
        int before = slots.size();
        collect(position, resource, Optional.empty(), Set.of());
        boolean open = slots.size() > before;
        slots.subList(before, slots.size()).clear();
        if (open) {
            throw FhirRefusal.invalid(
                    "A reference that a patch writes is literal; within a FHIRPath patch it may name another entry",
                    resource.type());
        }
    }

    Set<Criteria> criteria() {
        Set<Criteria> criteria = new LinkedHashSet<>();
        for (Slot slot : slots) {
            if (isConditional(slot.written())) {
                criteria.add(criteriaOf(slot.written()));
            }
        }
        return criteria;
    }

    /**
     * @param targets fullUrl to {@code Type/id}
     * @param matches ids that conditional references met
     */
    void resolve(Map<String, String> targets, Map<Criteria, List<String>> matches) {
        for (Slot slot : slots) {
            String resolved = targets.get(slot.written());
            if (resolved == null && isConditional(slot.written())) {
                resolved = onlyMatch(slot, matches);
            }
            if (resolved == null && slot.written().startsWith("urn:uuid:")) {
                throw new FhirRefusal(400, "not-found", "A reference names an entry that the transaction does not have")
                        .within(path(slot));
            }
            if (resolved != null) {
                slot.reference().put("reference", resolved);
                slot.resource().changed();
            }
        }
        for (LinkSlot slot : links) {
            String resolved = slot.link().narrative()
                    ? NarrativeLinks.resolved(slot.written(), targets)
                    : targets.getOrDefault(slot.written(), slot.written());
            if (!resolved.equals(slot.written())) {
                slot.link().replace(resolved);
                slot.resource().changed();
            }
        }
    }

    private static String onlyMatch(Slot slot, Map<Criteria, List<String>> matches) {
        Criteria criteria = criteriaOf(slot.written());
        List<String> ids = matches.getOrDefault(criteria, List.of());
        if (ids.size() != 1) {
            throw new FhirRefusal(
                            412,
                            ids.isEmpty() ? "not-found" : "multiple-matches",
                            "A conditional reference must match exactly one " + criteria.type())
                    .within(path(slot));
        }
        return criteria.type() + "/" + ids.get(0);
    }

    private static String path(Slot slot) {
        return "Bundle.entry[" + slot.position() + "]";
    }

    private static boolean isConditional(String written) {
        int question = written.indexOf('?');
        return question > 0
                && written.indexOf(':') != 3
                && written.substring(0, question).matches("[A-Za-z]+");
    }

    private static Criteria criteriaOf(String written) {
        int question = written.indexOf('?');
        return new Criteria(written.substring(0, question), written.substring(question + 1));
    }
}
