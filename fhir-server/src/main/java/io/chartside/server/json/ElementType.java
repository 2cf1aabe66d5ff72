package io.chartside.server.json;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** A data type, a backbone element or a resource type of FHIR R4, with the elements it may have. */
public final class ElementType {
    private final String name;
    private final Shape shape;
    private final boolean primitive;
    private final boolean extensions;
    private final boolean modifiers;
    private final Supplier<Children> source;
    private Children children;

    /** What an element is to those who read values from it; whatever nobody asks for is OTHER. */
    public enum Shape {
        HUMAN_NAME,
        ADDRESS,
        CODEABLE_CONCEPT,
        CODING,
        IDENTIFIER,
        CONTACT_POINT,
        REFERENCE,
        RESOURCE,
        PERIOD,
        TIMING,
        QUANTITY,
        MONEY,
        RANGE,
        SAMPLED_DATA,
        POSITION,
        EXTENSION,
        NARRATIVE,
        /** A primitive: {@code code}, bound or not. */
        CODE,
        /** A primitive. */
        BOOLEAN,
        /** A primitive: {@code date}, {@code dateTime} or {@code instant}. */
        DATE,
        /** A primitive. */
        DECIMAL,
        /** A primitive: {@code integer}, {@code unsignedInt} or {@code positiveInt}. */
        INTEGER,
        /** Any other primitive, which is text. */
        TEXT,
        XHTML,
        OTHER
    }

    /**
     * @param byName by the name in JSON: {@code valueQuantity}
     * @param byElement by the name in the definition, choices without their type: {@code value}; extensions too
     */
    record Children(
            Map<String, ElementChild> byName, Map<String, List<ElementChild>> byElement, List<String> required) {}

    /** @param children asked when a first element of this type is met */
    ElementType(
            String name,
            Shape shape,
            boolean primitive,
            boolean extensions,
            boolean modifiers,
            Supplier<Children> children) {
        this.name = Objects.requireNonNull(name);
        this.shape = Objects.requireNonNull(shape);
        this.primitive = primitive;
        this.extensions = extensions;
        this.modifiers = modifiers;
        this.source = children;
    }

    /** As FHIRPath knows it: {@code Quantity}, {@code dateTime}, {@code Patient}. */
    public String name() {
        return name;
    }

    public Shape shape() {
        return shape;
    }

    public boolean isPrimitive() {
        return primitive;
    }

    /** Whether it may have {@code extension}: not so a Bundle, a Binary and Parameters. */
    boolean hasExtensions() {
        return extensions;
    }

    /** Whether it may have {@code modifierExtension}. */
    boolean hasModifiers() {
        return modifiers;
    }

    /** All properties it may have, in no order. */
    Collection<ElementChild> children() {
        return known().byName().values();
    }

    /** Null when there is no such property; {@code id} and the extensions are none of them. */
    public ElementChild child(String property) {
        return known().byName().get(property);
    }

    /** All forms of an element: several for {@code value[x]}, which is asked for as {@code value}; empty for none. */
    public List<ElementChild> element(String element) {
        return known().byElement().getOrDefault(element, List.of());
    }

    /** The elements whose minimum is one, by the name in the definition. */
    public List<String> required() {
        return known().required();
    }

    private Children known() {
        Children described = children;
        if (described == null) {
            described = source.get();
            children = described;
        }
        return described;
    }

    @Override
    public String toString() {
        return name;
    }
}
