package io.chartside.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A part of a resource's JSON tree, with its type, which the JSON does not tell.
 *
 * @param value {@link MissingNode} for a primitive that has only an id or extensions
 */
public record Element(ElementType type, JsonNode value) {
    public Element {
        Objects.requireNonNull(type);
        Objects.requireNonNull(value);
    }

    /** @throws IllegalArgumentException when it is no resource of R4 */
    public static Element ofResource(ElementDefinitions definitions, JsonNode resource) {
        ElementType type = definitions.resource(resource.path("resourceType").asText());
        if (type == null) {
            throw new IllegalArgumentException("no resource of FHIR R4");
        }
        return new Element(type, resource);
    }

    public static Element ofBoolean(ElementDefinitions definitions, boolean value) {
        return new Element(definitions.dataType("boolean"), BooleanNode.valueOf(value));
    }

    /** The values of an element, of a choice whatever type it has; none for an element that the type does not have. */
    public void forEach(ElementDefinitions definitions, String element, Consumer<Element> action) {
        if (!value.isObject()) {
            return;
        }
        List<ElementChild> forms = type.element(element);
        for (ElementChild form : forms) {
            JsonNode found = value.get(form.property());
            JsonNode besides = form.type().isPrimitive() ? value.get("_" + form.property()) : null;
            if (found == null && besides == null) {
                continue;
            }
            if (form.repeats()) {
                int size = Math.max(found == null ? 0 : found.size(), besides == null ? 0 : besides.size());
                for (int i = 0; i < size; i++) {
                    one(definitions, form.type(), item(found, i), item(besides, i), action);
                }
            } else {
                one(definitions, form.type(), found, besides, action);
            }
        }
    }

    private static JsonNode item(JsonNode array, int index) {
        return array == null ? null : array.get(index);
    }

    private static void one(
            ElementDefinitions definitions,
            ElementType type,
            JsonNode value,
            JsonNode besides,
            Consumer<Element> action) {
        boolean has = value != null && !value.isNull();
        if (!has && (besides == null || besides.isNull())) {
            return;
        }
        if (type.shape() == ElementType.Shape.RESOURCE) {
            ElementType own = definitions.resource(value.path("resourceType").asText());
            if (own != null) {
                action.accept(new Element(own, value));
            }
            return;
        }
        action.accept(new Element(type, has ? value : MissingNode.getInstance()));
    }

    /** Whether it is a primitive with a value. */
    public boolean hasText() {
        return type.isPrimitive() && value.isValueNode() && !value.isNull();
    }

    /** A primitive as R4 writes it: a decimal with the digits it was written with. */
    public String text() {
        return value.isBigDecimal() ? value.decimalValue().toPlainString() : value.asText();
    }

    /** Of a child that is a primitive and stands once; empty when it is absent. */
    public String text(String child) {
        return value.path(child).asText();
    }

    /** Of a child that is a number; null when it is absent. */
    public BigDecimal decimal(String child) {
        return decimal(value, child);
    }

    /** As {@link #decimal(String)}, of an element within this one. */
    public static BigDecimal decimal(JsonNode element, String child) {
        JsonNode number = element.get(child);
        return number == null || !number.isNumber() ? null : number.decimalValue();
    }

    /** What it holds is a health record. */
    @Override
    public String toString() {
        return type.name();
    }
}
