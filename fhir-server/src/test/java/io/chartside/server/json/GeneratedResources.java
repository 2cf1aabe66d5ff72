package io.chartside.server.json;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.ElementType.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Resources of every type with elements of every kind, drawn from the definitions; the same ones for the same seed. */
public final class GeneratedResources {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final List<String> CODES = List.of(
            "final",
            "active",
            "male",
            "draft",
            "completed",
            "planned",
            "text/plain",
            "en",
            "phone",
            "usual",
            "home",
            "unknown",
            "any",
            "AMB",
            "generated",
            "booked",
            "order",
            "proposal",
            "claim",
            "primary",
            "<",
            "mon",
            "1..1");
    private static final List<String> STRINGS = List.of(
            "Jansen",
            "O'Neil-Müller",
            "two words",
            "Größe 3",
            "line\nbreak",
            "a \"quote\"",
            "tab\there",
            "ÅNGSTRÖM",
            "日本");
    private static final List<String> REFERENCES = List.of(
            "Patient/1",
            "Patient/2/_history/3",
            "Encounter/abc",
            "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
            "http://example.org/fhir/Practitioner/9",
            "Organization/o-1",
            "Group/g",
            "Practitioner/p");
    private final ElementDefinitions definitions;
    private final Random random;
    private final List<String> types;

    public GeneratedResources(FhirContext fhir, long seed) {
        definitions = ElementDefinitions.of(fhir);
        random = new Random(seed);
        types = List.copyOf(new TreeSet<>(fhir.getResourceTypes()));
    }

    public List<String> types() {
        return types;
    }

    public ObjectNode next() {
        return resource(one(types));
    }

    public ObjectNode resource(String type) {
        ObjectNode resource = NODES.objectNode().put("resourceType", type);
        if (random.nextBoolean()) {
            resource.put("id", "id-" + random.nextInt(1000));
        }
        members(resource, definitions.resource(type), 0);
        return resource;
    }

    private void members(ObjectNode into, ElementType type, int depth) {
        Set<String> chosen = new HashSet<>();
        for (ElementChild child : sorted(type.children())) {
            boolean required = type.required().contains(child.element());
            int rarity = depth == 0 ? 3 : 2 + 2 * depth;
            if (depth > 4 || !chosen.add(child.element()) || !required && random.nextInt(rarity) > 0) {
                continue;
            }
            List<ElementChild> forms = sorted(type.element(child.element()));
            ElementChild form = forms.get(random.nextInt(forms.size()));
            if (form.property().equals("contained") || form.type().shape() == Shape.RESOURCE) {
                nested(into, form, depth);
                continue;
            }
            JsonNode value = form.repeats() ? values(form, depth) : value(form, depth);
            if (!value.isMissingNode() && !value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                into.set(form.property(), value);
                if (form.type().isPrimitive()
                        && !form.repeats()
                        && form.type().shape() != Shape.XHTML
                        && random.nextInt(9) == 0) {
                    into.putObject("_" + form.property()).set("extension", extensions(depth));
                }
            }
        }
        if (depth < 2 && type.shape() != Shape.EXTENSION && random.nextInt(6) == 0) {
            into.set("extension", extensions(depth));
        }
    }

    /** HAPI lists the types of a choice in an order that differs from one process to the next. */
    private static List<ElementChild> sorted(Collection<ElementChild> children) {
        List<ElementChild> sorted = new ArrayList<>(children);
        sorted.sort(Comparator.comparing(ElementChild::property));
        return sorted;
    }

    private void nested(ObjectNode into, ElementChild form, int depth) {
        if (depth > 1 || random.nextInt(3) > 0) {
            return;
        }
        ObjectNode inner =
                NODES.objectNode().put("resourceType", one(List.of("Organization", "Practitioner", "Basic")));
        members(inner, definitions.resource(inner.path("resourceType").asText()), 2);
        if (form.repeats()) {
            inner.put("id", "in" + random.nextInt(5));
            into.set(form.property(), NODES.arrayNode().add(inner));
        } else if (inner.size() > 1) {
            into.set(form.property(), inner);
        }
    }

    private ArrayNode extensions(int depth) {
        ArrayNode all = NODES.arrayNode();
        ObjectNode extension = all.addObject().put("url", "http://example.org/ext-" + random.nextInt(3));
        if (random.nextInt(4) == 0) {
            extension.set(
                    "extension",
                    NODES.arrayNode().add(NODES.objectNode().put("url", "inner").put("valueString", "x")));
        } else {
            // HAPI's encoder writes the version of the resource into every Meta that has none.
            List<ElementChild> forms = sorted(definitions.dataType("Extension").element("value"));
            forms.removeIf(form -> form.type().name().equals("Meta"));
            ElementChild form = forms.get(random.nextInt(forms.size()));
            JsonNode value = value(form, Math.max(3, depth));
            if (value.isMissingNode() || value.isContainerNode() && value.isEmpty()) {
                extension.put("valueString", one(STRINGS));
            } else {
                extension.set(form.property(), value);
            }
        }
        return all;
    }

    private JsonNode values(ElementChild form, int depth) {
        ArrayNode values = NODES.arrayNode();
        for (int i = random.nextInt(3); i >= 0; i--) {
            JsonNode value = value(form, depth);
            if (!value.isMissingNode() && !(value.isContainerNode() && value.isEmpty())) {
                values.add(value);
            }
        }
        return values;
    }

    private JsonNode value(ElementChild form, int depth) {
        if (form.type().isPrimitive()) {
            return primitive(form);
        }
        ObjectNode value = NODES.objectNode();
        if (form.type().shape() == Shape.REFERENCE) {
            value.put("reference", one(REFERENCES));
            if (random.nextInt(4) == 0) {
                value.putObject("identifier").put("system", "http://s").put("value", "v" + random.nextInt(9));
            }
            return value;
        }
        if (form.type().shape() == Shape.EXTENSION) {
            return value;
        }
        members(value, form.type(), depth + 1);
        return value;
    }

    private JsonNode primitive(ElementChild form) {
        return switch (form.type().shape()) {
            case BOOLEAN -> NODES.booleanNode(random.nextBoolean());
            case DECIMAL ->
                NODES.numberNode(new BigDecimal(one(List.of("1.50", "0.0", "12", "0.00001", "-3.7", "250.000"))));
            case INTEGER -> NODES.numberNode(1 + random.nextInt(500));
            case DATE -> NODES.textNode(date(form.type().name()));
            case CODE -> code(form);
            case XHTML ->
                NODES.textNode("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>"
                        + one(List.of("a &amp; b", "x<br/>y", "äö")) + "</p></div>");
            default -> text(form.type().name());
        };
    }

    private JsonNode text(String type) {
        return switch (type) {
            case "string", "markdown" -> NODES.textNode(one(STRINGS));
            case "id" -> NODES.textNode("x-" + random.nextInt(99));
            case "base64Binary" -> NODES.textNode("QUJDREVGRw==");
            case "time" -> NODES.textNode("10:3" + random.nextInt(9) + ":00");
            case "oid" -> NODES.textNode("urn:oid:1.2." + random.nextInt(9));
            case "uuid" -> NODES.textNode("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e" + random.nextInt(9));
            default ->
                NODES.textNode(one(List.of("http://example.org/a|1", "http://example.org/b", "urn:x", "relative")));
        };
    }

    private JsonNode code(ElementChild form) {
        List<String> fitting = new ArrayList<>(CODES);
        fitting.removeIf(code -> !form.codes().test(code));
        return fitting.isEmpty() ? NODES.missingNode() : NODES.textNode(one(fitting));
    }

    private String date(String type) {
        String day = "20" + (10 + random.nextInt(20)) + "-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10);
        String time = day + "T0" + random.nextInt(10) + ":15:0" + random.nextInt(10);
        return switch (type) {
            case "date" -> one(List.of(day, day.substring(0, 7), day.substring(0, 4)));
            case "instant" -> time + one(List.of("Z", ".123Z", "+02:00", ".5-03:30"));
            default ->
                one(List.of(
                        day,
                        day.substring(0, 7),
                        day.substring(0, 4),
                        time + "Z",
                        time + ".25+01:00",
                        time + "-11:00"));
        };
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
