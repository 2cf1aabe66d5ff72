package io.chartside.server.rest;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.interaction.FhirRefusal.Issue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.hl7.fhir.instance.model.api.IPrimitiveType;

/**
 * Finds where in a body the elements stand that are against FHIR's rules. HAPI's parser tells their kind but not their path,
 * and passes over some of them; this second walk is made for bodies alone that are not plainly FHIR.
 */
final class ElementPaths {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ISSUES = 20;
    private final FhirContext fhir;
    private final boolean typed;
    private final List<Issue> issues = new ArrayList<>();
    private Set<String> contained = Set.of();

    private ElementPaths(FhirContext fhir, boolean typed) {
        this.fhir = fhir;
        this.typed = typed;
    }

    /** Empty when the walk finds nothing wrong, or no resource at all. */
    static List<Issue> of(FhirContext fhir, byte[] body, boolean xml) {
        ElementPaths paths = new ElementPaths(fhir, !xml);
        try {
            JsonNode root = xml ? XmlTree.of(fhir, body) : JSON.readTree(body);
            String type = root.path("resourceType").asText();
            if (fhir.getResourceTypes().contains(type)) {
                paths.container(root, type);
            }
        } catch (IOException | XMLStreamException e) {
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

    /** A resource that others stand in: references to {@code #id} mean its own contained ones. */
    private void container(JsonNode node, String path) {
        Set<String> outer = contained;
        contained = new HashSet<>();
        int index = 0;
        for (JsonNode inner : node.path("contained")) {
            String at = path + ".contained[" + index++ + "].id";
            if (inner.path("id").asText().isEmpty()) {
                add("required", "A contained resource has no id", at);
            } else if (!contained.add(inner.path("id").asText())) {
                add("value", "Two contained resources have the same id", at);
            }
        }
        resource(node, path);
        contained = outer;
    }

    private void composite(JsonNode node, BaseRuntimeElementCompositeDefinition<?> definition, String path) {
        Set<String> choices = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            boolean besidePrimitive = name.startsWith("_");
            String element = besidePrimitive ? name.substring(1) : name;
            if (element.equals("resourceType") || element.equals("id") || element.equals("fhir_comments")) {
                continue;
            }
            if (element.equals("extension") || element.equals("modifierExtension")) {
                extensions(field.getValue(), path + "." + element);
                continue;
            }
            BaseRuntimeChildDefinition child = definition.getChildByName(element);
            if (child == null) {
                add("structure", "The element is not known", path + "." + shown(name));
            } else if (!besidePrimitive) {
                // FHIRPath knows valueQuantity as value.
                String at = path + "." + child.getElementName().replace("[x]", "");
                if (!at.endsWith(element) && !choices.add(at)) {
                    add("structure", "The element stands once only", at);
                }
                values(field.getValue(), child, element, at);
            } else if (field.getValue().has("extension")) {
                extensions(field.getValue().get("extension"), path + "." + element + ".extension");
            }
        }
        String reference = node.path("reference").asText();
        if (definition.getName().equals("Reference")
                && reference.length() > 1
                && reference.startsWith("#")
                && !contained.contains(reference.substring(1))) {
            add("value", "A reference to a contained resource meets none", path + ".reference");
        }
    }

    private void extensions(JsonNode node, String path) {
        if (!node.isArray()) {
            if (!node.isNull()) {
                add("structure", "The element repeats and so is an array", path);
            }
            return;
        }
        var definition = (BaseRuntimeElementCompositeDefinition<?>) fhir.getElementDefinition("Extension");
        for (int i = 0; i < node.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode extension = node.get(i);
            if (!extension.isObject()) {
                add("structure", "The element is an object", at);
                continue;
            }
            boolean value = extension.properties().stream()
                    .anyMatch(p -> p.getKey().startsWith("value") || p.getKey().startsWith("_value"));
            if (!extension.path("url").isTextual()) {
                add("required", "The element is required", at + ".url");
            }
            if (value == extension.has("extension")) {
                add("invariant", "An extension has either a value or extensions", at);
            }
            composite(extension, definition, at);
        }
    }

    private void values(JsonNode node, BaseRuntimeChildDefinition child, String element, String path) {
        if (node.isNull()) {
            return;
        }
        if (child.getMax() == 1) {
            if (node.isArray()) {
                add("structure", "The element stands once only", path);
            } else {
                value(node, child, element, path);
            }
        } else if (!node.isArray()) {
            add("structure", "The element repeats and so is an array", path);
        } else {
            for (int i = 0; i < node.size(); i++) {
                value(node.get(i), child, element, path + "[" + i + "]");
            }
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
            if (element.equals("contained")) {
                resource(node, path);
            } else {
                container(node, path);
            }
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
        if (typed && !isOfItsJsonType(node, definition.getName())) {
            add("structure", "The JSON type is not the one of this element", path);
            return;
        }
        if (node.asText().isEmpty()) {
            add("value", "The value is empty", path);
            return;
        }
        if (!PrimitiveForms.has(definition.getName(), node.asText())) {
            add("value", "The value has not the form of a " + definition.getName(), path);
            return;
        }
        try {
            ((IPrimitiveType<?>) definition.newInstance(child.getInstanceConstructorArguments()))
                    .setValueAsString(node.asText());
        } catch (RuntimeException e) {
            // HAPI's own exceptions, and a bare one of its XHTML parser.
            add("value", "The value is not allowed here", path);
        }
    }

    /** FHIR R4, json.html#primitive. */
    private static boolean isOfItsJsonType(JsonNode node, String type) {
        return switch (type) {
            case "boolean" -> node.isBoolean();
            case "integer", "unsignedInt", "positiveInt", "decimal" -> node.isNumber();
            default -> node.isTextual();
        };
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
