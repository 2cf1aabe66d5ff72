package io.chartside.server.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.json.ElementChild;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.ElementType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table against FHIR's definitions: what it lists is there, is treated as its type asks, and no required element is lost. */
class ElementTableTest {
    private static final Map<Treatment, Set<String>> TYPES = Map.ofEntries(
            Map.entry(Treatment.CODE, Set.of("code")),
            Map.entry(Treatment.BOOLEAN, Set.of("boolean")),
            Map.entry(Treatment.NUMBER, Set.of("decimal", "integer", "positiveInt", "unsignedInt")),
            Map.entry(Treatment.YEAR, Set.of("date", "dateTime", "instant")),
            Map.entry(Treatment.BIRTH, Set.of("date")),
            Map.entry(Treatment.CONCEPT, Set.of("CodeableConcept")),
            Map.entry(Treatment.CODING, Set.of("Coding")),
            Map.entry(Treatment.QUANTITY, Set.of("Quantity", "SimpleQuantity", "Age", "Duration")),
            Map.entry(Treatment.MONEY, Set.of("Money")),
            Map.entry(Treatment.REFERENCE, Set.of("Reference")),
            Map.entry(Treatment.STATE, Set.of("string")),
            Map.entry(Treatment.ZIP, Set.of("string")),
            Map.entry(Treatment.COUNTRY, Set.of("string")),
            Map.entry(Treatment.MASKED, Set.of("string", "Attachment")),
            Map.entry(Treatment.EXTENSION, Set.of("Extension")));

    private final ElementDefinitions definitions = ElementDefinitions.of(FhirContext.forR4Cached());
    private final ElementTable table = ElementTable.shipped();

    @Test
    void everyElement_isOneOfR4_andIsTreatedAsItsTypeAsks() {
        table.types().forEach(type -> check(type, definitions.resource(type), table.resource(type), true));
        table.dataTypes().forEach((name, elements) -> check(name, definitions.dataType(name), elements, false));
    }

    private void check(String path, ElementType type, Listed.Within listed, boolean whole) {
        Map<String, Boolean> required = new HashMap<>();
        type.required().forEach(element -> required.put(element, false));
        listed.elements().forEach((property, element) -> {
            String here = path + "." + property;
            if (property.equals("extension")) {
                return;
            }
            ElementChild child = type.child(property);
            assertThat(child).as(here).isNotNull();
            required.computeIfPresent(child.element(), (name, known) -> true);
            if (element instanceof Listed.Value value) {
                assertThat(TYPES.get(value.treatment()))
                        .as(here)
                        .contains(child.type().name());
                assertThat(value.required()).as(here + " is required").isEqualTo(required.containsKey(child.element()));
                if (value.treatment() == Treatment.CODE) {
                    assertThat(child.codes().test("no-such-code"))
                            .as(here + " is bound")
                            .isFalse();
                }
            } else if (table.dataTypes().get(child.type().name()) == element) {
                assertThat(child.type().name()).as(here).isNotEmpty();
            } else {
                check(here, child.type(), (Listed.Within) element, true);
            }
        });
        if (whole) {
            assertThat(required).as(path + " lacks a required element").doesNotContainValue(false);
        }
    }
}
