package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.interaction.FhirRefusal.Issue;
import io.chartside.server.json.ElementChild;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.ElementType;
import io.chartside.server.json.ElementType.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * One pass over the elements of a resource: collects its references and checks what parsing does not, that required
 * elements are there (FHIR R4, conformance-rules.html#cardinality) and that decimals have a plain form that fits.
 */
final class ElementWalk {
    private static final int MOST_ISSUES = 20;
    /** Decimals beyond 10^100 or finer than 10^-100 fill the memory when they are written out. */
    private static final int MOST_SCALE = 100;

    private final ElementDefinitions definitions;
    private final List<ObjectNode> references = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();
    /** Of the elements on the way, from the outermost; a name, and an index for what repeats. */
    private final Deque<Object> names = new ArrayDeque<>();

    private ElementWalk(ElementDefinitions definitions) {
        this.definitions = definitions;
    }

    /**
     * @return the elements of type Reference, in contained resources too
     * @throws FhirRefusal 422 naming each missing element
     */
    static List<ObjectNode> references(ElementDefinitions definitions, ResourceJson resource) {
        ElementWalk walk = new ElementWalk(definitions);
        walk.names.addLast(resource.type());
        walk.visit(resource.tree(), definitions.resource(resource.type()));
        if (!walk.issues.isEmpty()) {
            throw new FhirRefusal(422, walk.issues);
        }
        return walk.references;
    }

    private void visit(ObjectNode element, ElementType type) {
        if (type.shape() == Shape.REFERENCE) {
            references.add(element);
        }
        for (String required : type.required()) {
            if (!has(element, type, required)) {
                issue("required", "The element is required", required);
            }
        }
        for (Map.Entry<String, JsonNode> member : element.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (name.equals("extension") || name.equals("modifierExtension")) {
                children(name, definitions.dataType("Extension"), value);
            } else if (name.startsWith("_")) {
                besides(name, value);
            } else {
                ElementChild child = type.child(name);
                if (child != null) {
                    child(child, value);
                }
            }
        }
    }

    private static boolean has(ObjectNode element, ElementType type, String required) {
        for (ElementChild form : type.element(required)) {
            if (element.has(form.property()) || form.type().isPrimitive() && element.has("_" + form.property())) {
                return true;
            }
        }
        return false;
    }

    /** References within the extensions of a primitive. */
    private void besides(String name, JsonNode value) {
        if (value.isArray()) {
            value.forEach(item -> besides(name, item));
        } else if (value.has("extension")) {
            names.addLast(name.substring(1));
            children("extension", definitions.dataType("Extension"), value.get("extension"));
            names.removeLast();
        }
    }

    private void child(ElementChild child, JsonNode value) {
        if (!child.type().isPrimitive()) {
            children(child.element(), child.type(), value);
        } else if (child.type().shape() == Shape.DECIMAL
                && value.isBigDecimal()
                && Math.abs((long) value.decimalValue().scale()) > MOST_SCALE) {
            issue("value", "The number is too large or too fine", child.element());
        }
    }

    private void children(String name, ElementType type, JsonNode value) {
        if (!value.isArray()) {
            names.addLast(name);
            one(type, value);
            names.removeLast();
            return;
        }
        int index = 0;
        for (JsonNode item : value) {
            names.addLast(name);
            names.addLast(index++);
            one(type, item);
            names.removeLast();
            names.removeLast();
        }
    }

    private void one(ElementType type, JsonNode value) {
        if (value instanceof ObjectNode object) {
            ElementType own = type.shape() == Shape.RESOURCE
                    ? definitions.resource(object.path("resourceType").asText())
                    : type;
            if (own != null) {
                visit(object, own);
            }
        }
    }

    private void issue(String code, String diagnostics, String name) {
        if (issues.size() < MOST_ISSUES) {
            StringBuilder path = new StringBuilder();
            for (Object element : names) {
                if (element instanceof Integer index) {
                    path.insert(path.length() - 1, "[" + index + "]");
                } else {
                    path.append(element).append('.');
                }
            }
            issues.add(new Issue(code, diagnostics, path + name));
        }
    }
}
