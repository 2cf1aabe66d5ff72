package io.chartside.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** What the reader takes, HAPI's strict parser takes too and writes as the same JSON; what HAPI refuses, it never takes. */
class StrictReaderTest {
    private static final long SEED = Long.getLong("chartside.generated-seed", 20261122L);
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x ",
            " x",
            "null",
            "2026-02-30",
            "2026-13",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00",
            "0000",
            "2026-01-01T25:00:00Z",
            "true",
            "12",
            "1e3",
            "a b",
            "#nothing",
            "Patient/1",
            "not-a-code",
            "final",
            "QUJD",
            "QUJ",
            "<div>x</div>",
            "24:00:00",
            "10:00",
            "http://example.org/a b",
            "\u00a0",
            "é");
    private final FhirContext fhir = FhirContext.forR4Cached();
    private final StrictReader reader = new StrictReader(fhir);
    private final Random random = new Random(SEED);

    /** As the server's own context is. */
    StrictReaderTest() {
        fhir.getParserOptions().setStripVersionsFromReferences(false);
        fhir.getParserOptions().setOverrideResourceIdWithBundleEntryFullUrl(false);
    }

    /** As HAPI writes what it reads; null when it refuses. */
    private JsonNode byHapi(JsonNode tree) {
        try {
            IParser parser = fhir.newJsonParser();
            parser.setParserErrorHandler(new StrictErrorHandler());
            return JsonTree.of(
                    fhir, (Resource) parser.parseResource(new String(JsonTree.bytes(tree), StandardCharsets.UTF_8)));
        } catch (RuntimeException refused) {
            return null;
        }
    }

    @Test
    void resourcesOfEveryType_areTaken_andHapiWritesTheSame() {
        GeneratedResources generated = new GeneratedResources(fhir, SEED);
        int taken = 0;
        int all = 0;
        List<String> found = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (String type : generated.types()) {
                ObjectNode resource = JsonTree.ofStored(JsonTree.bytes(generated.resource(type)));
                all++;
                if (reader.takes(resource)) {
                    taken++;
                    if (!same(resource, byHapi(resource)) && found.size() < 10) {
                        found.add(difference(type, resource, byHapi(resource)));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(taken).isGreaterThan(all * 8 / 10);
    }

    @Test
    void spoiledResources_areTakenOnlyWhenHapiTakesThem() {
        GeneratedResources generated = new GeneratedResources(fhir, SEED + 1);
        int taken = 0;
        int refused = 0;
        List<String> found = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            ObjectNode resource = generated.next();
            spoil(resource);
            resource = JsonTree.ofStored(JsonTree.bytes(resource));
            boolean takes = reader.takes(resource);
            if (takes) {
                taken++;
                if (!holdsEmptyResource(resource) && !same(resource, byHapi(resource)) && found.size() < 10) {
                    found.add(difference(resource.path("resourceType").asText(), resource, byHapi(resource)));
                }
            } else {
                refused++;
            }
        }
        assertThat(found).isEmpty();
        assertThat(refused).isGreaterThan(2_000);
        assertThat(taken).isGreaterThan(500);
    }

    @Test
    void labelsWithoutACode_areLeftToHapi_whereverTheyStand() {
        ObjectNode parameters = NODES.objectNode().put("resourceType", "Parameters");
        ObjectNode meta =
                parameters.putArray("parameter").addObject().put("name", "meta").putObject("valueMeta");
        ObjectNode tag = meta.putArray("tag").addObject().put("userSelected", true);

        assertThat(reader.takes(parameters)).isFalse();

        tag.put("code", "a");
        assertThat(reader.takes(parameters)).isTrue();
        assertThat(byHapi(parameters)).isEqualTo(parameters);
    }

    /** One without content within another: HAPI leaves it out, the reader keeps it as its writer meant it. */
    private static boolean holdsEmptyResource(JsonNode tree) {
        for (JsonNode child : tree) {
            if (child.size() == 1 && child.has("resourceType") || holdsEmptyResource(child)) {
                return true;
            }
        }
        return false;
    }

    /** HAPI reads 1.5E+2 as 150, which is as much. */
    private static boolean same(JsonNode one, JsonNode other) {
        return other != null
                && one.equals(
                        (a, b) -> a.isNumber() && b.isNumber()
                                ? a.decimalValue().compareTo(b.decimalValue())
                                : a.equals(b) ? 0 : 1,
                        other);
    }

    /** Where two trees differ first. */
    private static String difference(String path, JsonNode one, JsonNode other) {
        if (one instanceof ObjectNode object && other instanceof ObjectNode) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                JsonNode found = other.path(member.getKey());
                if (!member.getValue().equals(found)) {
                    return difference(path + "." + member.getKey(), member.getValue(), found);
                }
            }
        }
        if (one.isArray() && other != null && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                if (!one.get(i).equals(other.get(i))) {
                    return difference(path + "[" + i + "]", one.get(i), other.get(i));
                }
            }
        }
        return path + ": " + one + " is by HAPI " + other;
    }

    private void spoil(ObjectNode resource) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(resource, objects);
        ObjectNode object = objects.get(random.nextInt(objects.size()));
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
        JsonNode value = object.path(name);
        switch (random.nextInt(13)) {
            case 0 -> object.put("unheard", "x");
            case 1 -> object.set(name, odd());
            case 2 -> object.set(name, NODES.arrayNode().add(value.deepCopy()));
            case 3 -> object.set(name, value.isArray() && value.size() > 0 ? value.get(0) : value);
            case 4 -> object.putNull(name);
            case 5 -> object.putObject(name);
            case 6 -> object.putArray(name);
            case 7 -> object.putObject("_" + name).put("id", "a");
            case 8 ->
                object.putObject("_" + name)
                        .putArray("extension")
                        .addObject()
                        .put("url", "http://e")
                        .put("valueString", "x");
            case 9 -> object.put(name, TEXTS.get(random.nextInt(TEXTS.size())));
            case 10 -> object.putArray("contained").addObject().put("resourceType", "Patient");
            case 11 ->
                object.putArray("extension")
                        .addObject()
                        .put("url", "u")
                        .putObject("valueQuantity")
                        .put("value", random.nextInt(3));
            default -> {
                if (value instanceof ArrayNode array) {
                    array.addNull();
                } else {
                    object.remove(name);
                }
            }
        }
    }

    private JsonNode odd() {
        return switch (random.nextInt(5)) {
            case 0 -> NODES.numberNode(random.nextInt());
            case 1 -> NODES.numberNode(new java.math.BigDecimal("1.5E+2"));
            case 2 -> NODES.booleanNode(true);
            case 3 -> NODES.objectNode().put("reference", "#a");
            default -> NODES.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }

    private static void collect(JsonNode node, List<ObjectNode> into) {
        if (node instanceof ObjectNode object) {
            into.add(object);
        }
        node.forEach(child -> collect(child, into));
    }
}
