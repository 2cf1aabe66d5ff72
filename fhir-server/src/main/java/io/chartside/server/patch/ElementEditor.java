package io.chartside.server.patch;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import io.chartside.server.interaction.FhirRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;

/** Finds where an element stands and puts others in its place, by HAPI's definitions. */
final class ElementEditor {
    private final FhirContext fhir;

    ElementEditor(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** A child element of one parent, with the values it has. */
    record Slot(IBase parent, BaseRuntimeChildDefinition child, List<IBase> values) {
        boolean repeats() {
            return child.getMax() != 1;
        }

        /** -1 when it is not among the values. */
        int indexOf(IBase element) {
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) == element) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Where the element stands below the root, told by identity. */
    Optional<Slot> find(IBase root, IBase element) {
        if (!(definition(root) instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
            return Optional.empty();
        }
        for (BaseRuntimeChildDefinition child : composite.getChildrenAndExtension()) {
            Slot slot = slot(root, child);
            if (slot.indexOf(element) >= 0) {
                return Optional.of(slot);
            }
            for (IBase value : slot.values()) {
                Optional<Slot> below = value == null ? Optional.empty() : find(value, element);
                if (below.isPresent()) {
                    return below;
                }
            }
        }
        return Optional.empty();
    }

    /** The child of that name, {@code value} for {@code value[x]}; empty when the parent has no such child. */
    Optional<Slot> child(IBase parent, String name) {
        if (!(definition(parent) instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
            return Optional.empty();
        }
        return composite.getChildrenAndExtension().stream()
                .filter(child -> child.getElementName().equals(name)
                        || child.getElementName().equals(name + "[x]")
                        || child.getValidChildNames().contains(name))
                .findFirst()
                .map(child -> slot(parent, child));
    }

    void set(Slot slot, List<IBase> values) {
        BaseRuntimeChildDefinition.IMutator mutator = slot.child().getMutator();
        if (!slot.repeats()) {
            mutator.setValue(slot.parent(), values.isEmpty() ? null : values.get(0));
            return;
        }
        for (int i = slot.values().size() - 1; i >= 0; i--) {
            mutator.remove(slot.parent(), i);
        }
        values.forEach(value -> mutator.addValue(slot.parent(), value));
    }

    /**
     * The value that a patch carries, as the child takes it: a code where {@code valueString} was written, and a
     * backbone element put together from parts.
     *
     * @throws FhirRefusal 422
     */
    IBase value(BaseRuntimeChildDefinition child, ParametersParameterComponent given, String expression) {
        if (given.hasResource()) {
            return fits(child, given.getResource().copy(), expression);
        }
        if (given.hasValue()) {
            return fits(child, given.getValue().copy(), expression);
        }
        if (!given.hasPart()) {
            throw invalid("The operation has no value", expression);
        }
        BaseRuntimeElementDefinition<?> definition =
                child.getChildByName(child.getValidChildNames().iterator().next());
        IBase made = definition.newInstance(child.getInstanceConstructorArguments());
        for (ParametersParameterComponent part : given.getPart()) {
            Slot slot = child(made, part.getName())
                    .orElseThrow(() -> invalid("A part of the value is no element of it", expression));
            List<IBase> values = new ArrayList<>(slot.values());
            if (!values.isEmpty() && !slot.repeats()) {
                throw invalid("A part of the value stands once only", expression);
            }
            values.add(value(slot.child(), part, expression));
            set(slot, values);
        }
        return made;
    }

    private IBase fits(BaseRuntimeChildDefinition child, Base value, String expression) {
        if (child.getChildElementDefinitionByDatatype(value.getClass()) != null) {
            BaseRuntimeElementDefinition<?> definition = child.getChildElementDefinitionByDatatype(value.getClass());
            if (definition.getImplementingClass() == value.getClass() || value instanceof Resource) {
                return value;
            }
        }
        if (value.isPrimitive()) {
            for (String name : child.getValidChildNames()) {
                BaseRuntimeElementDefinition<?> definition = child.getChildByName(name);
                if (IPrimitiveType.class.isAssignableFrom(definition.getImplementingClass())
                        && child.getValidChildNames().size() == 1) {
                    return converted(child, definition, value, expression);
                }
            }
        }
        throw invalid("The value is not of a type that the element takes", expression);
    }

    private static IBase converted(
            BaseRuntimeChildDefinition child,
            BaseRuntimeElementDefinition<?> definition,
            Base value,
            String expression) {
        try {
            IPrimitiveType<?> primitive =
                    (IPrimitiveType<?>) definition.newInstance(child.getInstanceConstructorArguments());
            primitive.setValueAsString(value.primitiveValue());
            return primitive;
        } catch (DataFormatException | IllegalArgumentException e) {
            throw invalid("The value is not allowed here", expression);
        }
    }

    private static Slot slot(IBase parent, BaseRuntimeChildDefinition child) {
        return new Slot(parent, child, List.copyOf(present(child.getAccessor().getValues(parent))));
    }

    private static List<IBase> present(List<IBase> values) {
        return values.stream().filter(value -> value != null).toList();
    }

    private BaseRuntimeElementDefinition<?> definition(IBase element) {
        return element instanceof Resource resource
                ? fhir.getResourceDefinition(resource)
                : fhir.getElementDefinition(element.getClass());
    }

    private static FhirRefusal invalid(String diagnostics, String expression) {
        return FhirRefusal.invalid(diagnostics, expression);
    }
}
