package io.chartside.server.interaction;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.interaction.FhirRefusal.Issue;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * One pass over the elements of a resource: collects its references and checks what HAPI's JSON parser does not, that
 * required elements are there (FHIR R4, conformance-rules.html#cardinality) and that decimals have a plain form that
 * fits. About the cost of HAPI's own walk for references alone.
 */
final class ElementWalk {
    private static final int MOST_ISSUES = 20;
    /** Decimals beyond 10^100 or finer than 10^-100 fill the memory when they are written out. */
    private static final int MOST_SCALE = 100;

    private static final Map<Class<?>, Child[]> CHILDREN = new ConcurrentHashMap<>();

    private record Child(BaseRuntimeChildDefinition definition, String name, boolean required, boolean repeats) {}

    private final FhirContext fhir;
    private final List<Reference> references = new ArrayList<>();
    private final List<Issue> issues = new ArrayList<>();
    private final Deque<String> names = new ArrayDeque<>();

    private ElementWalk(FhirContext fhir) {
        this.fhir = fhir;
    }

    /**
     * @return the references, in contained resources too
     * @throws FhirRefusal 422 naming each missing element
     */
    static List<Reference> references(FhirContext fhir, Resource resource) {
        ElementWalk walk = new ElementWalk(fhir);
        walk.names.addLast(resource.fhirType());
        walk.visit(resource, fhir.getResourceDefinition(resource));
        if (!walk.issues.isEmpty()) {
            throw new FhirRefusal(422, walk.issues);
        }
        return walk.references;
    }

    private void visit(IBase element, BaseRuntimeElementDefinition<?> definition) {
        if (element instanceof Reference reference) {
            references.add(reference);
        }
        for (Child child : children(element, definition)) {
            List<IBase> values = child.definition.getAccessor().getValues(element);
            if (values.isEmpty()) {
                if (child.required) {
                    issue("required", "The element is required", child.name);
                }
                continue;
            }
            visit(child, values);
        }
    }

    private void visit(Child child, List<IBase> values) {
        int index = 0;
        boolean any = false;
        for (IBase value : values) {
            if (value == null) {
                continue;
            }
            if (value instanceof IPrimitiveType<?>) {
                any |= !value.isEmpty();
                if (value instanceof DecimalType decimal) {
                    check(decimal, child.name);
                }
                continue;
            }
            any |= child.required && !value.isEmpty();
            names.addLast(child.repeats ? child.name + "[" + index + "]" : child.name);
            BaseRuntimeElementDefinition<?> definition = value instanceof Resource resource
                    ? fhir.getResourceDefinition(resource)
                    : child.definition.getChildElementDefinitionByDatatype(value.getClass());
            visit(value, definition == null ? fhir.getElementDefinition(value.getClass()) : definition);
            names.removeLast();
            index++;
        }
        if (child.required && !any) {
            issue("required", "The element is required", child.name);
        }
    }

    private void check(DecimalType decimal, String name) {
        BigDecimal value = decimal.getValue();
        if (value != null && Math.abs((long) value.scale()) > MOST_SCALE) {
            issue("value", "The number is too large or too fine", name);
        }
    }

    private void issue(String code, String diagnostics, String name) {
        if (issues.size() < MOST_ISSUES) {
            StringBuilder path = new StringBuilder();
            names.forEach(element -> path.append(element).append('.'));
            issues.add(new Issue(code, diagnostics, path + name));
        }
    }

    private static Child[] children(IBase element, BaseRuntimeElementDefinition<?> definition) {
        Child[] known = CHILDREN.get(element.getClass());
        return known != null ? known : CHILDREN.computeIfAbsent(element.getClass(), c -> describe(definition));
    }

    private static Child[] describe(BaseRuntimeElementDefinition<?> definition) {
        if (!(definition instanceof BaseRuntimeElementCompositeDefinition<?> composite)) {
            return new Child[0];
        }
        List<Child> children = new ArrayList<>();
        for (BaseRuntimeChildDefinition child : composite.getChildrenAndExtension()) {
            String name = child.getElementName();
            children.add(new Child(
                    child,
                    name.endsWith("[x]") ? name.substring(0, name.length() - 3) : name,
                    child.getMin() > 0,
                    child.getMax() != 1));
        }
        return children.toArray(Child[]::new);
    }
}
