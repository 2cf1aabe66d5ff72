package io.chartside.server.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionDesignationComponent;
import org.hl7.fhir.r4.model.Type;

/**
 * One code as its code system has it.
 *
 * @param display empty when the code system gives none
 * @param definition empty when the code system gives none
 * @param selectable false for a heading, which stands in hierarchies and not in records
 * @param properties parents and children are not among them
 */
public record Code(
        String code,
        String display,
        String definition,
        boolean active,
        boolean selectable,
        List<ConceptDefinitionDesignationComponent> designations,
        List<Property> properties) {
    public Code {
        Objects.requireNonNull(code);
        Objects.requireNonNull(display);
        Objects.requireNonNull(definition);
        designations = List.copyOf(designations);
        properties = List.copyOf(properties);
    }

    /** What a code system says of a code besides its words. */
    public record Property(String name, Type value) {}

    /** With a further word for it. */
    Code alsoCalled(String word) {
        List<ConceptDefinitionDesignationComponent> more = new ArrayList<>(designations);
        more.add(new ConceptDefinitionDesignationComponent().setValue(word));
        return new Code(code, display, definition, active, selectable, more, properties);
    }

    static Code plain(String code, String display) {
        return new Code(code, display, "", true, true, List.of(), List.of());
    }
}
