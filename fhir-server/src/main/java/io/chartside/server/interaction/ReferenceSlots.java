package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.store.UnitOfWork.Criteria;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * The references of a transaction that are only known inside it: to other entries by their fullUrl, conditional ones,
 * and those that name this server by its absolute address (FHIR R4, http.html#trules). What the client wrote is kept, so
 * that the same plan can be resolved again when the database asks for another attempt.
 */
final class ReferenceSlots {
    private final List<Slot> slots = new ArrayList<>();
    private final FhirContext fhir;
    private final String base;

    private record Slot(int position, Reference reference, String written) {}

    ReferenceSlots(FhirContext fhir, String base) {
        this.fhir = fhir;
        this.base = base + "/";
    }

    /**
     * The references inside a stored Bundle speak of its own entries and are kept as they are.
     *
     * @throws FhirRefusal 422 when the resource lacks required elements
     */
    void collect(int position, Resource resource, Set<String> fullUrls) {
        List<Reference> references = ElementWalk.references(fhir, resource);
        if (resource instanceof Bundle) {
            return;
        }
        for (Reference reference : references) {
            String written = reference.getReference();
            if (written == null || written.startsWith("#")) {
                continue;
            }
            if (written.startsWith(base)) {
                written = written.substring(base.length());
                reference.setReference(written);
            }
            if (written.startsWith("urn:") || written.indexOf('?') >= 0 || fullUrls.contains(written)) {
                slots.add(new Slot(position, reference, written));
            }
        }
    }

    /**
     * What a patch made of a resource: complete, and with references that need no transaction any more.
     *
     * @throws FhirRefusal 422
     */
    void checkPatched(int position, Resource resource) {
        int before = slots.size();
        collect(position, resource, Set.of());
        boolean open = slots.size() > before;
        slots.subList(before, slots.size()).clear();
        if (open) {
            throw FhirRefusal.invalid(
                    "A reference that a patch writes is literal; within a FHIRPath patch it may name another entry",
                    resource.fhirType());
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
                slot.reference().setReference(resolved);
                slot.reference().setResource(null);
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
