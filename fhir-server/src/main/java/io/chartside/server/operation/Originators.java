package io.chartside.server.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.index.Sensitivity;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Whose words a draft of a psychotherapy session has: only who made such notes may use them without an authorization (45 CFR
 * 164.508(a)(2)(i)(A), "originator"). The author of a draft is a Device, so a draft that bears that label names them besides, or
 * nobody could read again what he asked for.
 */
final class Originators {
    /** The element that names a person by whom a drafted resource is seen; see the table in docs/security.md. */
    private static final Map<String, String> ELEMENTS = Map.of(
            "Composition", "author",
            "DocumentReference", "author",
            "Condition", "asserter",
            "MedicationRequest", "requester",
            "ServiceRequest", "requester",
            "ChargeItem", "enterer",
            "Claim", "enterer");

    private static final Set<String> LISTS = Set.of("Composition", "DocumentReference");

    private Originators() {}

    /** Practitioners who wrote a source, or who took part in an encounter. */
    static Set<String> of(JsonNode source) {
        Set<String> people = new LinkedHashSet<>();
        source.path("author").forEach(author -> add(people, author));
        source.path("participant").forEach(one -> add(people, one.path("individual")));
        return people;
    }

    private static void add(Set<String> people, JsonNode reference) {
        String who = reference.path("reference").asText();
        if (who.startsWith("Practitioner/")) {
            people.add(who);
        }
    }

    static boolean bears(Collection<SourceLabels.Label> labels) {
        return labels.stream()
                .anyMatch(label -> (Sensitivity.bit(label.system(), label.code()) & Sensitivity.PSYCHOTHERAPY) != 0);
    }

    static boolean bears(Resource made) {
        return made.getMeta().getSecurity().stream().anyMatch(Originators::isOfNotes);
    }

    /** Whether it is the label of psychotherapy notes. */
    static boolean isOfNotes(Coding label) {
        return label.hasSystem()
                && label.hasCode()
                && (Sensitivity.bit(label.getSystem(), label.getCode()) & Sensitivity.PSYCHOTHERAPY) != 0;
    }

    /**
     * Names them in what bears the label, and does nothing to what does not. Where there is room for one, the first is named, and
     * nobody where somebody is named already.
     *
     * @return whether somebody was added
     */
    static boolean put(Resource made, Collection<String> people) {
        String element = ELEMENTS.get(made.fhirType());
        if (element == null || !bears(made)) {
            return false;
        }
        List<Base> named = made.getNamedProperty(element).getValues();
        boolean added = false;
        for (String who : people) {
            boolean there = named.stream()
                    .anyMatch(one -> one instanceof Reference reference && who.equals(reference.getReference()));
            if (!there && (LISTS.contains(made.fhirType()) || named.isEmpty() && !added)) {
                made.setProperty(element, new Reference(who));
                added = true;
            }
        }
        return added;
    }

    /** The same for JSON, which is known to bear the label. */
    static void put(ObjectNode made, Collection<String> people) {
        String type = made.path("resourceType").asText();
        String element = ELEMENTS.get(type);
        if (element == null) {
            return;
        }
        for (String who : people) {
            if (!LISTS.contains(type)) {
                if (!made.has(element)) {
                    made.putObject(element).put("reference", who);
                }
                continue;
            }
            ArrayNode authors = made.withArray(element);
            boolean there = false;
            for (JsonNode author : authors) {
                there |= who.equals(author.path("reference").asText());
            }
            if (!there) {
                authors.addObject().put("reference", who);
            }
        }
    }
}
