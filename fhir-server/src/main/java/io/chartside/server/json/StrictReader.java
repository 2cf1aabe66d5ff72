package io.chartside.server.json;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.ElementType.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether a JSON tree is plainly a resource of FHIR R4 (json.html): names, cardinality, JSON types, primitive values, bound codes,
 * and references to contained resources. What it takes, HAPI's parser takes too, and encodes to the same JSON. What it does
 * not take may still be FHIR in an unusual dress (nulls in arrays, a leap second, a comment in a
 * narrative): then HAPI is to judge, and to say what is wrong. Required elements are looked for where something is stored,
 * since {@code $validate} takes a resource without them.
 */
public final class StrictReader {
    private static final Set<String> LABEL = Set.of("system", "version", "code", "display", "userSelected");

    /** Primitives whose extensions HAPI's encoder does not write. */
    private static final Set<String> NOTHING_BESIDES = Set.of("id", "xhtml", "base64Binary");

    private final ElementDefinitions definitions;
    private final ElementType extension;

    public StrictReader(FhirContext fhir) {
        definitions = ElementDefinitions.of(fhir);
        extension = definitions.dataType("Extension");
    }

    public boolean takes(ObjectNode resource) {
        return resource(resource, null);
    }

    /** @param containing ids of the resources that stand beside it in the same container; null outside of one */
    private boolean resource(JsonNode node, Set<String> containing) {
        if (!(node instanceof ObjectNode object) || !object.path("resourceType").isTextual()) {
            return false;
        }
        ElementType type = definitions.resource(object.get("resourceType").textValue());
        JsonNode id = object.get("id");
        if (type == null || id != null && !(id.isTextual() && Primitives.isId(id.textValue()))) {
            return false;
        }
        if (containing != null && (id == null || object.has("contained") || object.has("meta"))) {
            return false;
        }
        Set<String> contained = containing != null ? containing : idsOf(object.path("contained"));
        if (containing == null && contained.size() != object.path("contained").size()) {
            return false;
        }
        return members(object, type, contained, true);
    }

    private static Set<String> idsOf(JsonNode contained) {
        if (contained.isEmpty()) {
            return Set.of();
        }
        Set<String> ids = new HashSet<>();
        contained.forEach(resource -> ids.add(resource.path("id").asText()));
        return ids;
    }

    private boolean members(ObjectNode object, ElementType type, Set<String> contained, boolean resource) {
        Map<String, String> choices = null;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            boolean taken;
            if (name.equals("extension")) {
                taken = type.hasExtensions() && extensions(value, contained);
            } else if (name.equals("modifierExtension")) {
                taken = type.hasModifiers() && extensions(value, contained);
            } else if (name.equals("id")) {
                taken = resource || value.isTextual() && Primitives.isPlainWord(value.textValue());
            } else if (name.equals("resourceType")) {
                taken = resource;
            } else if (name.startsWith("_")) {
                taken = besides(type.child(name.substring(1)), value, contained);
            } else {
                ElementChild child = type.child(name);
                taken = child != null && values(child, value, contained);
                if (taken && !child.element().equals(name)) {
                    choices = choices == null ? new HashMap<>() : choices;
                    taken = choices.put(child.element(), name) == null;
                }
            }
            if (!taken) {
                return false;
            }
        }
        return special(object, type, contained);
    }

    /** What a type asks beyond its elements. */
    private static boolean special(ObjectNode object, ElementType type, Set<String> contained) {
        if (type.shape() == Shape.REFERENCE) {
            String reference = object.path("reference").asText();
            return !reference.startsWith("#") || contained.contains(reference.substring(1));
        }
        if (type.shape() == Shape.EXTENSION) {
            boolean value = false;
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                value |= member.getKey().startsWith("value") || member.getKey().startsWith("_value");
            }
            return object.has("url") && !object.has("_url") && value != object.has("extension");
        }
        return !type.name().equals("Meta") || isPlainMeta(object);
    }

    /** HAPI's encoder writes labels on its own, those of a resource without whatever else they may have. */
    private static boolean isPlainMeta(JsonNode meta) {
        for (Map.Entry<String, JsonNode> member : meta.properties()) {
            boolean labels = member.getKey().equals("tag") || member.getKey().equals("security");
            if (member.getKey().startsWith("_") || labels && !arePlainLabels(member.getValue())) {
                return false;
            }
        }
        return true;
    }

    private static boolean arePlainLabels(JsonNode labels) {
        for (JsonNode label : labels) {
            if (!label.has("system") && !label.has("code")) {
                return false;
            }
            for (Map.Entry<String, JsonNode> member : label.properties()) {
                if (!LABEL.contains(member.getKey())) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean extensions(JsonNode value, Set<String> contained) {
        if (!(value instanceof ArrayNode array) || array.isEmpty()) {
            return false;
        }
        for (JsonNode item : array) {
            if (!composite(item, extension, contained)) {
                return false;
            }
        }
        return true;
    }

    /** What stands beside a primitive: its id and extensions. Beside the items of an array it is left to HAPI. */
    private boolean besides(ElementChild child, JsonNode value, Set<String> contained) {
        if (child == null
                || child.repeats()
                || !child.type().isPrimitive()
                || NOTHING_BESIDES.contains(child.type().name())
                || !(value instanceof ObjectNode object)
                || object.size() != 1) {
            return false;
        }
        return object.has("extension") && extensions(object.get("extension"), contained);
    }

    private boolean values(ElementChild child, JsonNode value, Set<String> contained) {
        if (!child.repeats()) {
            return value(child, value, contained);
        }
        if (!(value instanceof ArrayNode array) || array.isEmpty()) {
            return false;
        }
        for (JsonNode item : array) {
            if (!value(child, item, contained)) {
                return false;
            }
        }
        return true;
    }

    private boolean value(ElementChild child, JsonNode value, Set<String> contained) {
        ElementType type = child.type();
        if (type.shape() == Shape.XHTML) {
            return value.isTextual() && XhtmlShape.isWellFormed(value.textValue());
        }
        if (type.isPrimitive()) {
            return Primitives.isPlain(type, value)
                    && (type.shape() != Shape.CODE || child.codes().test(value.textValue()));
        }
        if (type.shape() == Shape.RESOURCE) {
            return resource(value, child.property().equals("contained") ? contained : null);
        }
        return composite(value, type, contained);
    }

    private boolean composite(JsonNode value, ElementType type, Set<String> contained) {
        return value instanceof ObjectNode object && !object.isEmpty() && members(object, type, contained, false);
    }
}
