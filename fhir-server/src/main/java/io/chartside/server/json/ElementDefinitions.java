package io.chartside.server.json;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition.ChildTypeEnum;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildChoiceDefinition;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import io.chartside.server.json.ElementType.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.instance.model.api.IBaseHasModifierExtensions;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.EnumFactory;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Quantity;

/**
 * The elements of FHIR R4 as HAPI's definitions have them, for those who read JSON trees without making HAPI's objects. A
 * type is described when the first element of it is met: a server that starts describes none.
 */
public final class ElementDefinitions {
    private static final Map<FhirContext, ElementDefinitions> KNOWN = new ConcurrentHashMap<>();
    private static final Map<String, Shape> SHAPES = Map.ofEntries(
            Map.entry("HumanName", Shape.HUMAN_NAME),
            Map.entry("Address", Shape.ADDRESS),
            Map.entry("CodeableConcept", Shape.CODEABLE_CONCEPT),
            Map.entry("Coding", Shape.CODING),
            Map.entry("Identifier", Shape.IDENTIFIER),
            Map.entry("ContactPoint", Shape.CONTACT_POINT),
            Map.entry("Reference", Shape.REFERENCE),
            Map.entry("Period", Shape.PERIOD),
            Map.entry("Timing", Shape.TIMING),
            Map.entry("Money", Shape.MONEY),
            Map.entry("Range", Shape.RANGE),
            Map.entry("SampledData", Shape.SAMPLED_DATA),
            Map.entry("Extension", Shape.EXTENSION),
            Map.entry("Narrative", Shape.NARRATIVE));

    private final FhirContext fhir;
    private final Map<BaseRuntimeElementDefinition<?>, ElementType> types = new ConcurrentHashMap<>();
    private final Map<String, ElementType> resources = new ConcurrentHashMap<>();
    private final ElementType anyResource =
            new ElementType("Resource", Shape.RESOURCE, false, false, false, () -> children(List.of(), false, false));
    private final ElementType xhtml =
            new ElementType("xhtml", Shape.XHTML, true, false, false, () -> children(List.of(), false, false));

    private ElementDefinitions(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** One for each context, of which a process has one. */
    public static ElementDefinitions of(FhirContext fhir) {
        return KNOWN.computeIfAbsent(fhir, ElementDefinitions::new);
    }

    /** Null when R4 has no such resource type. */
    public ElementType resource(String type) {
        ElementType known = resources.get(type);
        if (known == null && fhir.getResourceTypes().contains(type)) {
            known = resources.computeIfAbsent(type, t -> type(fhir.getResourceDefinition(t)));
        }
        return known;
    }

    /** @param type {@code Quantity}, {@code boolean} */
    public ElementType dataType(String type) {
        return type(fhir.getElementDefinition(type));
    }

    private ElementType type(BaseRuntimeElementDefinition<?> definition) {
        ElementType known = types.get(definition);
        return known != null ? known : types.computeIfAbsent(definition, this::describe);
    }

    private ElementType describe(BaseRuntimeElementDefinition<?> definition) {
        Class<?> implementing = definition.getImplementingClass();
        boolean primitive = IPrimitiveType.class.isAssignableFrom(implementing);
        return new ElementType(
                name(definition),
                shape(definition, implementing, primitive),
                primitive,
                IBaseHasExtensions.class.isAssignableFrom(implementing),
                IBaseHasModifierExtensions.class.isAssignableFrom(implementing),
                () -> children(
                        definition instanceof BaseRuntimeElementCompositeDefinition<?> composite
                                ? composite.getChildren()
                                : List.of(),
                        IBaseHasExtensions.class.isAssignableFrom(implementing),
                        IBaseHasModifierExtensions.class.isAssignableFrom(implementing)));
    }

    private static String name(BaseRuntimeElementDefinition<?> definition) {
        if (Enumeration.class.isAssignableFrom(definition.getImplementingClass())) {
            return "code";
        }
        return ((Base) definition.newInstance()).fhirType();
    }

    private static Shape shape(BaseRuntimeElementDefinition<?> definition, Class<?> implementing, boolean primitive) {
        if (primitive) {
            return primitiveShape(implementing);
        }
        if (IBaseResource.class.isAssignableFrom(implementing)) {
            return Shape.RESOURCE;
        }
        if (Quantity.class.isAssignableFrom(implementing)) {
            return Shape.QUANTITY;
        }
        if (Location.LocationPositionComponent.class.isAssignableFrom(implementing)) {
            return Shape.POSITION;
        }
        return SHAPES.getOrDefault(name(definition), Shape.OTHER);
    }

    private static Shape primitiveShape(Class<?> implementing) {
        if (Enumeration.class.isAssignableFrom(implementing) || CodeType.class.isAssignableFrom(implementing)) {
            return Shape.CODE;
        }
        if (BooleanType.class.isAssignableFrom(implementing)) {
            return Shape.BOOLEAN;
        }
        if (BaseDateTimeType.class.isAssignableFrom(implementing)) {
            return Shape.DATE;
        }
        if (DecimalType.class.isAssignableFrom(implementing)) {
            return Shape.DECIMAL;
        }
        return IntegerType.class.isAssignableFrom(implementing) ? Shape.INTEGER : Shape.TEXT;
    }

    private ElementType.Children children(
            List<BaseRuntimeChildDefinition> definitions, boolean extensions, boolean modifiers) {
        Map<String, ElementChild> byName = new HashMap<>();
        Map<String, List<ElementChild>> byElement = new HashMap<>();
        List<String> required = new ArrayList<>();
        for (BaseRuntimeChildDefinition definition : definitions) {
            String element = definition.getElementName();
            if (Set.of("id", "extension", "modifierExtension").contains(element)) {
                continue;
            }
            List<ElementChild> forms = forms(definition, element);
            forms.forEach(form -> byName.put(form.property(), form));
            byElement.put(element, forms);
            if (definition.getMin() > 0) {
                required.add(element);
            }
        }
        if (extensions) {
            byElement.put("extension", List.of(extension("extension")));
        }
        if (modifiers) {
            byElement.put("modifierExtension", List.of(extension("modifierExtension")));
        }
        return new ElementType.Children(Map.copyOf(byName), Map.copyOf(byElement), List.copyOf(required));
    }

    private ElementChild extension(String name) {
        return new ElementChild(name, name, dataType("Extension"), true, code -> true);
    }

    private List<ElementChild> forms(BaseRuntimeChildDefinition definition, String element) {
        boolean repeats = definition.getMax() != 1;
        Predicate<String> codes = codes(definition);
        if (!(definition instanceof RuntimeChildChoiceDefinition)) {
            BaseRuntimeElementDefinition<?> only = definition.getChildByName(element);
            return List.of(new ElementChild(element, element, only(only), repeats, codes));
        }
        Map<String, ElementChild> forms = new LinkedHashMap<>();
        for (String property : definition.getValidChildNames()) {
            BaseRuntimeElementDefinition<?> form = definition.getChildByName(property);
            if (form == null
                    || form instanceof RuntimeResourceDefinition
                    || form.getChildType() == ChildTypeEnum.PRIMITIVE_XHTML_HL7ORG) {
                continue;
            }
            ElementType type = type(form);
            // HAPI knows further names, such as that of a reference by its target; they are not R4's.
            if (property.equals(element
                    + Character.toUpperCase(type.name().charAt(0))
                    + type.name().substring(1))) {
                forms.put(property, new ElementChild(property, element, type, repeats, codes));
            }
        }
        return List.copyOf(forms.values());
    }

    private ElementType only(BaseRuntimeElementDefinition<?> definition) {
        if (definition == null
                || definition.getChildType() == ChildTypeEnum.RESOURCE
                || definition.getChildType() == ChildTypeEnum.CONTAINED_RESOURCE_LIST
                || definition.getChildType() == ChildTypeEnum.CONTAINED_RESOURCES) {
            return anyResource;
        }
        ChildTypeEnum kind = definition.getChildType();
        return kind == ChildTypeEnum.PRIMITIVE_XHTML || kind == ChildTypeEnum.PRIMITIVE_XHTML_HL7ORG
                ? xhtml
                : type(definition);
    }

    private static Predicate<String> codes(BaseRuntimeChildDefinition definition) {
        if (!(definition instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition)
                || !(definition.getInstanceConstructorArguments() instanceof EnumFactory<?> factory)) {
            return code -> true;
        }
        Set<String> known = ConcurrentHashMap.newKeySet();
        return code -> known.contains(code) || isCode(factory, code) && known.add(code);
    }

    private static boolean isCode(EnumFactory<?> factory, String code) {
        try {
            return factory.fromCode(code) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
