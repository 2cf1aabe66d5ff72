package io.chartside.server.deidentify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.index.Drafts;
import io.chartside.server.index.Sensitivity;
import io.chartside.server.json.JsonTree;
import java.time.Clock;
import java.time.Year;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Resources without what tells whose they are, by the Safe Harbor method (45 CFR 164.514(b)(2)): of each type the elements that
 * a table lists, and nothing else. One for each export: within it the same resource has the same pseudonym, so that
 * references hold. One thread at a time.
 */
public final class Deidentification {
    /** HL7's label of what was pseudonymized. */
    private static final String LABEL_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private static final String LABEL_CODE = "PSEUDED";
    /** Composition.confidentiality. */
    private static final Set<String> RESTRICTED = Set.of("R", "V");

    private static final String AGED = "https://chartside.io/fhir/StructureDefinition/aged-90-or-over";
    private static final String ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

    private final ElementTable table = ElementTable.shipped();
    private final Pseudonyms pseudonyms = new Pseudonyms();
    private final Years years;

    /** @param clock tells whose age is beyond 89 */
    public Deidentification(Clock clock) {
        this.years = new Years(Year.now(clock).getValue());
    }

    /** The types that have a de-identified form. */
    public static Set<String> types() {
        return ElementTable.shipped().types();
    }

    /** Whether a resource of the type is one patient's; else it is of no patient's record. */
    public static boolean isOfPatients(String type) {
        return ElementTable.shipped().isOfPatients(type);
    }

    /**
     * @param json a stored resource
     * @return one line; empty for what has no de-identified form: another type, a draft, whatever a label keeps back
     */
    public Optional<byte[]> of(byte[] json) {
        return form(json).map(JsonTree::bytes);
    }

    /** As {@link #of}, before it becomes a line. */
    public Optional<ObjectNode> form(byte[] json) {
        ObjectNode resource = JsonTree.ofStored(json);
        Listed.Within listed = table.resource(resource.path("resourceType").asText());
        if (listed == null || isLabelled(resource) || Drafts.stage(resource) != Drafts.Stage.OPEN) {
            return Optional.empty();
        }
        String type = resource.get("resourceType").asText();
        ObjectNode kept = JsonTree.object();
        kept.put("resourceType", type);
        kept.put("id", pseudonyms.of(type, resource.path("id").asText()));
        kept.set("meta", meta(resource.path("meta")));
        ObjectNode elements = within(resource, listed);
        if (elements != null) {
            kept.setAll(elements);
        }
        return Optional.of(kept);
    }

    /** By itself, or by what it says of the document that it is or tells of. */
    private static boolean isLabelled(ObjectNode resource) {
        for (JsonNode label : resource.path("securityLabel")) {
            for (JsonNode coding : label.path("coding")) {
                if (Sensitivity.bit(coding) != 0) {
                    return true;
                }
            }
        }
        return (Sensitivity.of(resource) & Sensitivity.LABELS) != 0
                || RESTRICTED.contains(resource.path("confidentiality").asText());
    }

    /** The labels alone, and the one of this form. */
    private static ObjectNode meta(JsonNode meta) {
        ObjectNode kept = JsonTree.object();
        ArrayNode known = Codes.codings(meta.path("security"));
        ArrayNode labels = known == null ? kept.arrayNode() : known;
        labels.addObject().put("system", LABEL_SYSTEM).put("code", LABEL_CODE);
        kept.set("security", labels);
        return kept;
    }

    /** Null when nothing is left. */
    private ObjectNode within(ObjectNode source, Listed.Within listed) {
        ObjectNode result = JsonTree.object();
        for (Map.Entry<String, Listed> element : listed.elements().entrySet()) {
            JsonNode value = source.get(element.getKey());
            if (value == null) {
                continue;
            }
            if (element.getValue() instanceof Listed.Within inner) {
                set(
                        result,
                        element.getKey(),
                        each(value, one -> one instanceof ObjectNode o ? within(o, inner) : null));
            } else if (element.getValue() instanceof Listed.Value by) {
                JsonNode kept = each(value, one -> by.treatment().of(one, source, this));
                set(result, element.getKey(), kept);
                if (kept == null && by.required()) {
                    mask(result, element.getKey(), value);
                } else if (by.treatment() == Treatment.BIRTH && years.tooLongAgo(value.asText())) {
                    extended(result.putObject("_" + element.getKey()), AGED).put("valueBoolean", true);
                }
            }
        }
        return result.isEmpty() ? null : result;
    }

    private static void set(ObjectNode result, String name, JsonNode kept) {
        if (kept != null) {
            result.set(name, kept);
        }
    }

    private static JsonNode each(JsonNode value, UnaryOperator<JsonNode> treated) {
        if (!value.isArray()) {
            return treated.apply(value);
        }
        ArrayNode kept = JsonTree.object().arrayNode();
        for (JsonNode one : value) {
            JsonNode left = treated.apply(one);
            if (left != null) {
                kept.add(left);
            }
        }
        return kept.isEmpty() ? null : kept;
    }

    /** That a required value is there and not told (FHIR R4, extension-data-absent-reason). */
    private static void mask(ObjectNode result, String name, JsonNode value) {
        boolean primitive = value.isValueNode();
        ObjectNode masked =
                value.isArray() ? result.putArray(name).addObject() : result.putObject(primitive ? "_" + name : name);
        extended(masked, ABSENT).put("valueCode", "masked");
    }

    private static ObjectNode extended(ObjectNode element, String url) {
        return element.putArray("extension").addObject().put("url", url);
    }

    Years years() {
        return years;
    }

    Optional<String> reference(String reference) {
        return pseudonyms.reference(reference, table.types());
    }

    @Override
    public String toString() {
        return "de-identification (its key is redacted)";
    }
}
