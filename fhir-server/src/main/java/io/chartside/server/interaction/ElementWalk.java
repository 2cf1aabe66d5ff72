package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.chartside.server.interaction.FhirRefusal.Issue;
import io.chartside.server.json.ActiveContent;
import io.chartside.server.json.ElementChild;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.ElementType;
import io.chartside.server.json.ElementType.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One pass over the elements of a resource: collects what may name other entries and checks what parsing does not, that required
 * elements are there (FHIR R4, conformance-rules.html#cardinality), that narratives are passive and that decimals have a plain form that fits.
 */
final class ElementWalk {
    private static final int MOST_ISSUES = 20;
    private static final Set<String> LINKS = Set.of("uri", "url", "oid", "uuid");
    /** Decimals beyond 10^100 or finer than 10^-100 fill the memory when they are written out. */
    private static final int MOST_SCALE = 100;

    private final ElementDefinitions definitions;
    private final Set<String> fullUrls;
    private final List<ObjectNode> references = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();
    /** Of the elements on the way, from the outermost; a name, and an index for what repeats. */
    private final Deque<Object> names = new ArrayDeque<>();

    /**
     * A text that may name another entry of the transaction.
     *
     * @param holder the object or array it stands in
     * @param property of the object
     * @param index in the array
     * @param narrative whether it is XHTML, whose links name entries
     */
    record Link(JsonNode holder, String property, int index, boolean narrative) {
        String text() {
            return (holder.isArray() ? holder.get(index) : holder.get(property)).textValue();
        }

        void replace(String text) {
            if (holder instanceof ArrayNode array) {
                array.set(index, TextNode.valueOf(text));
            } else {
                ((ObjectNode) holder).put(property, text);
            }
        }
    }

    /**
     * @param references the elements of type Reference, in contained resources too
     * @param links other elements by which the specification lets one entry name another
     */
    record Found(List<ObjectNode> references, List<Link> links) {}

    private ElementWalk(ElementDefinitions definitions, Set<String> fullUrls) {
        this.definitions = definitions;
        this.fullUrls = fullUrls;
    }

    /**
     * @param fullUrls of the transaction's entries
     * @throws FhirRefusal 422 naming each missing element
     */
    static Found of(ElementDefinitions definitions, ResourceJson resource, Set<String> fullUrls) {
        ElementWalk walk = new ElementWalk(definitions, fullUrls);
        walk.names.addLast(resource.type());
        walk.visit(resource.tree(), definitions.resource(resource.type()));
        if (!walk.issues.isEmpty()) {
            throw new FhirRefusal(422, walk.issues);
        }
        return new Found(walk.references, walk.links);
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
                    if (!fullUrls.isEmpty()) {
                        links(element, child, value);
                    }
                }
            }
        }
    }

    /** FHIR R4, http.html#trules: uri, url, oid and uuid, and what a narrative links to; a canonical stays. */
    private void links(ObjectNode element, ElementChild child, JsonNode value) {
        ElementType type = child.type();
        if (type.shape() == Shape.XHTML) {
            if (value.isTextual() && NarrativeLinks.mayName(value.textValue())) {
                links.add(new Link(element, child.property(), 0, true));
            }
        } else if (LINKS.contains(type.name())) {
            if (value instanceof ArrayNode array) {
                for (int i = 0; i < array.size(); i++) {
                    if (fullUrls.contains(array.get(i).textValue())) {
                        links.add(new Link(array, null, i, false));
                    }
                }
            } else if (fullUrls.contains(value.textValue())) {
                links.add(new Link(element, child.property(), 0, false));
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
        } else if (child.type().shape() == Shape.XHTML) {
            if (value.isTextual() && ActiveContent.isIn(value.textValue())) {
                issue("invariant", "A narrative has no active content (txt-1)", child.element());
            }
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
