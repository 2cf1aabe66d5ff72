package io.chartside.server.rest;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.interaction.FhirRefusal.Issue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IPrimitiveType;

/**
 * Finds where in a JSON body the elements stand that the parser did not take. HAPI's parser tells their kind but not
 * their path; this second walk is made only for bodies that are refused anyway.
 */
final class ElementPaths {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ISSUES = 20;
    private final FhirContext fhir;
    private final List<Issue> issues = new ArrayList<>();

    private ElementPaths(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** Empty when the walk finds nothing wrong. */
    static List<Issue> of(FhirContext fhir, byte[] body) {
        ElementPaths paths = new ElementPaths(fhir);
        try {
            JsonNode root = JSON.readTree(body);
            paths.resource(root, root.path("resourceType").asText());
        } catch (IOException e) {
            return List.of();
        }
        return paths.issues;
    }

    private void resource(JsonNode node, String path) {
        String type = node.path("resourceType").asText("");
        if (!node.isObject() || !fhir.getResourceTypes().contains(type)) {
            add("structure", "There is no FHIR R4 resource here", path);
            return;
        }
        composite(node, fhir.getResourceDefinition(type), path);
    }

    private void composite(JsonNode node, BaseRuntimeElementCompositeDefinition<?> definition, String path) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            boolean besidePrimitive = name.startsWith("_");
            String element = besidePrimitive ? name.substring(1) : name;
            if (element.equals("resourceType")
                    || element.equals("id")
                    || element.equals("extension")
                    || element.equals("modifierExtension")
                    || element.equals("fhir_comments")) {
                continue;
            }
            BaseRuntimeChildDefinition child = definition.getChildByName(element);
            if (child == null) {
                add("structure", "The element is not known", path + "." + shown(name));
            } else if (!besidePrimitive) {
                values(field.getValue(), child, element, path + "." + element);
            }
        }
    }

    private void values(JsonNode node, BaseRuntimeChildDefinition child, String element, String path) {
        if (child.getMax() == 1 || !node.isArray()) {
            if (child.getMax() != 1) {
                add("structure", "The element repeats and so is an array", path);
                return;
            }
            value(node, child, element, path);
            return;
        }
        for (int i = 0; i < node.size(); i++) {
            value(node.get(i), child, element, path + "[" + i + "]");
        }
    }

    private void value(JsonNode node, BaseRuntimeChildDefinition child, String element, String path) {
        if (node.isNull()) {
            return;
        }
        BaseRuntimeElementDefinition<?> definition = child.getChildByName(element);
        boolean isPrimitive =
                definition != null && IPrimitiveType.class.isAssignableFrom(definition.getImplementingClass());
        boolean isDatatype = definition instanceof BaseRuntimeElementCompositeDefinition<?>
                && !(definition instanceof RuntimeResourceDefinition);
        if (!isPrimitive && !isDatatype && node.isObject() && node.has("resourceType")) {
            resource(node, path);
            return;
        }
        if (definition instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            if (node.isObject()) {
                composite(node, composite, path);
            } else {
                add("structure", "The element is an object", path);
            }
        } else if (isPrimitive) {
            primitive(node, child, definition, path);
        }
    }

    private void primitive(
            JsonNode node, BaseRuntimeChildDefinition child, BaseRuntimeElementDefinition<?> definition, String path) {
        if (!node.isValueNode()) {
            add("structure", "The element is a single value", path);
            return;
        }
        try {
            ((IPrimitiveType<?>) definition.newInstance(child.getInstanceConstructorArguments()))
                    .setValueAsString(node.asText());
        } catch (DataFormatException | IllegalArgumentException e) {
            add("value", "The value is not allowed here", path);
        }
    }

    /** A key is shown only when it looks like an element's name; anything else might be a health record. */
    private static String shown(String name) {
        return name.length() <= 40 && name.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '_'))
                ? name
                : "?";
    }

    private void add(String code, String diagnostics, String path) {
        if (issues.size() < MOST_ISSUES) {
            issues.add(new Issue(code, diagnostics, path));
        }
    }
}
