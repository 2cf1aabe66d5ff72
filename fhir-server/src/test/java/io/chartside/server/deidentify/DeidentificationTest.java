package io.chartside.server.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.chartside.server.json.ElementChild;
import io.chartside.server.json.ElementDefinitions;
import io.chartside.server.json.ElementType;
import io.chartside.server.json.GeneratedResources;
import io.chartside.server.json.JsonTree;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Safe Harbor, element by element (45 CFR 164.514(b)(2); MA14, MS7). */
class DeidentificationTest {
    private static final long SEED = 20261129;
    private static final int ROUNDS = 30;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:00:00Z"), ZoneOffset.UTC);
    private static final String CODING =
            "{\"system\":\"http://snomed.info/sct\",\"code\":\"38341003\",\"display\":\"zq\"}";

    private final ElementDefinitions definitions = ElementDefinitions.of(FhirContext.forR4Cached());
    private final Random random = new Random(SEED);

    private static ObjectNode json(String text) {
        return JsonTree.ofStored(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static String deidentified(String resource) {
        return new Deidentification(CLOCK)
                .of(JsonTree.bytes(json(resource)))
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .orElse("");
    }

    // ---- what people typed, in every element of every type

    /** Whatever has no code list says zq and a number, dates keep their days. */
    private void seed(ObjectNode element, ElementType type) {
        List<String> names = new ArrayList<>();
        element.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            ElementChild child = type == null ? null : type.child(name);
            boolean bound = child != null && !child.codes().test("zq");
            boolean date = child != null && child.type().shape() == ElementType.Shape.DATE;
            if (!name.equals("resourceType") && !bound && !date) {
                ElementType inner = child == null ? null : child.type();
                element.set(name, seeded(element.get(name), inner));
            }
        }
        if (type != null && random.nextBoolean()) {
            code(element, type.shape());
        }
    }

    /** Known codes, so that what surrounds them has its chance. */
    private void code(ObjectNode element, ElementType.Shape shape) {
        if (shape == ElementType.Shape.CODING) {
            element.setAll(json(CODING));
        } else if (shape == ElementType.Shape.QUANTITY) {
            element.put("unit", "zq").put("system", "http://unitsofmeasure.org").put("code", "mg");
        } else if (shape == ElementType.Shape.CODEABLE_CONCEPT) {
            element.put("text", "zq").putArray("coding").add(json(CODING));
        }
    }

    private JsonNode seeded(JsonNode value, ElementType type) {
        if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, seeded(array.get(i), type));
            }
        } else if (value instanceof ObjectNode object) {
            seed(
                    object,
                    object.has("resourceType")
                            ? definitions.resource(object.get("resourceType").asText())
                            : type);
        } else if (value.isTextual() && random.nextInt(8) > 0) {
            return TextNode.valueOf("zq" + random.nextInt(1_000_000));
        }
        return value;
    }

    @Test
    void nothingThatWasTyped_isInAnyByte() {
        GeneratedResources generated = new GeneratedResources(FhirContext.forR4Cached(), SEED);
        int bytes = 0;
        int coded = 0;
        for (String type : Deidentification.types()) {
            for (int round = 0; round < ROUNDS; round++) {
                ObjectNode resource = generated.resource(type);
                seed(resource, definitions.resource(type));
                resource.put("id", "zq-id");
                String line = new Deidentification(CLOCK)
                        .of(JsonTree.bytes(resource))
                        .map(out -> new String(out, StandardCharsets.UTF_8))
                        .orElse("");
                bytes += line.length();
                coded += line.contains("38341003") ? 1 : 0;
                assertThat(line)
                        .doesNotContain("zq")
                        .doesNotContain("Jansen")
                        .doesNotContain("http://example.org")
                        .doesNotContainPattern("\\d{4}-\\d{2}")
                        .doesNotContain("\n");
            }
        }
        assertThat(bytes).isGreaterThan(ROUNDS * Deidentification.types().size() * 100);
        assertThat(coded).isGreaterThan(ROUNDS * Deidentification.types().size() / 4);
    }

    // ---- what is listed

    private static JsonNode value(Treatment treatment) {
        return switch (treatment) {
            case CODE -> TextNode.valueOf("final");
            case BOOLEAN -> json("{'v':true}").get("v");
            case NUMBER -> json("{'v':3}").get("v");
            case YEAR, BIRTH -> TextNode.valueOf("2019-06-05");
            case CONCEPT -> json("{'coding':[" + CODING + "],'text':'zq'}");
            case CODING -> json(CODING);
            case QUANTITY -> json("{'value':1.50,'unit':'zq','system':'http://unitsofmeasure.org','code':'mg'}");
            case MONEY -> json("{'value':12.50,'currency':'USD'}");
            case REFERENCE -> json("{'reference':'Patient/zq-1','display':'zq','identifier':{'value':'zq'}}");
            case STATE -> TextNode.valueOf("MA");
            case ZIP -> TextNode.valueOf("02139");
            case COUNTRY -> TextNode.valueOf("US");
            case MASKED -> TextNode.valueOf("zq");
            case EXTENSION ->
                json("{'url':'http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex','valueCode':'F'}");
        };
    }

    private static ObjectNode full(Listed.Within listed) {
        ObjectNode object = JsonTree.object();
        for (Map.Entry<String, Listed> element : listed.elements().entrySet()) {
            JsonNode one = element.getValue() instanceof Listed.Within inner
                    ? full(inner)
                    : value(((Listed.Value) element.getValue()).treatment());
            object.putArray(element.getKey()).add(one);
        }
        return object;
    }

    private static void assertSurvives(String path, Listed.Within listed, JsonNode line) {
        listed.elements().forEach((name, element) -> {
            assertThat(line.path(name).path(0).isMissingNode())
                    .as(path + "." + name)
                    .isFalse();
            if (element instanceof Listed.Within inner) {
                assertSurvives(path + "." + name, inner, line.path(name).path(0));
            }
        });
        assertThat(line.toString().split("\"masked\"", -1)).as(path).hasSize(1 + masked(listed));
    }

    private static int masked(Listed.Within listed) {
        return listed.elements().values().stream()
                .mapToInt(element -> element instanceof Listed.Within inner
                        ? masked(inner)
                        : ((Listed.Value) element).treatment() == Treatment.MASKED ? 1 : 0)
                .sum();
    }

    @Test
    void everyListedElement_survives() {
        ElementTable table = ElementTable.shipped();
        for (String type : table.types()) {
            ObjectNode resource = full(table.resource(type));
            resource.put("resourceType", type).put("id", "zq-1");
            String line = deidentified(resource.toString());
            assertThat(line).doesNotContain("zq").startsWith("{\"resourceType\":\"" + type + "\",\"id\":\"");
            assertSurvives(type, table.resource(type), json(line));
        }
    }

    @Test
    void references_holdWithinAnExport_andTellNothingBetweenTwo() {
        Deidentification one = new Deidentification(CLOCK);
        String patient = "{'resourceType':'Patient','id':'p1'}";
        JsonNode id = json(new String(one.of(JsonTree.bytes(json(patient))).orElseThrow(), StandardCharsets.UTF_8))
                .get("id");
        String flag = "{'resourceType':'Flag','id':'p1','subject':{'reference':'Patient/p1/_history/3'}}";
        JsonNode told = json(new String(one.of(JsonTree.bytes(json(flag))).orElseThrow(), StandardCharsets.UTF_8));

        assertThat(told.at("/subject/reference").asText()).isEqualTo("Patient/" + id.asText());
        assertThat(told.get("id")).isNotEqualTo(id);
        assertThat(deidentified(patient)).doesNotContain(id.asText());
        for (String away : List.of("http://other.example/Patient/p1", "#p1", "Patient?identifier=1", "Binary/b")) {
            assertThat(deidentified("{'resourceType':'Flag','subject':{'reference':'" + away + "'}}"))
                    .contains(
                            "\"subject\":{\"extension\":[{\"url\":"
                                    + "\"http://hl7.org/fhir/StructureDefinition/data-absent-reason\",\"valueCode\":\"masked\"}]}");
        }
    }

    // ---- places, dates and ages

    @ParameterizedTest
    @CsvSource({
        "02139, US, 021",
        "02139-1234, , 021",
        "021391234, USA, 021",
        "03601, US, 000",
        "05901, , 000",
        "10213, , 000",
        "89301, US, 000",
        "02139, GB, ",
        "2139, US, ",
        "zq, US, "
    })
    void zipCodes(String zip, String country, String told) {
        String address = "'postalCode':'" + zip + "'" + (country == null ? "" : ",'country':'" + country + "'");
        JsonNode patient = json(deidentified("{'resourceType':'Patient','address':[{" + address + "}]}"));

        assertThat(patient.at("/address/0/postalCode").asText()).isEqualTo(told == null ? "" : told);
    }

    @ParameterizedTest
    @CsvSource({"1937-01-01, 1937", "1936-12-31, ", "1936, ", "2026-11-29, 2026", "1890-02-03, "})
    void birthYears_endWithTheAgeOf89(String birth, String told) {
        JsonNode patient = json(deidentified("{'resourceType':'Patient','birthDate':'" + birth + "'}"));

        assertThat(patient.path("birthDate").asText()).isEqualTo(told == null ? "" : told);
        assertThat(patient.at("/_birthDate/extension/0/valueBoolean").asBoolean())
                .isEqualTo(told == null);
    }

    @ParameterizedTest
    @CsvSource({"89, a, 89", "90, a, 90", "97, a, 90", "1068, mo, 1068", "1100, mo, 90", "33000, d, 90", "200, mg, 200"
    })
    void agesBeyond89_areOne(String value, String unit, String told) {
        JsonNode observation = json(deidentified("{'resourceType':'Observation','valueQuantity':{'value':" + value
                + ",'system':'http://unitsofmeasure.org','code':'" + unit + "'}}"));

        assertThat(observation.at("/valueQuantity/value").decimalValue()).isEqualTo(new BigDecimal(told));
        assertThat(observation.at("/valueQuantity").has("comparator"))
                .isEqualTo(!value.equals(told) || value.equals("90"));
    }

    @Test
    void yearsOfWhoIsOlderThan89_areNotTold() {
        assertThat(deidentified("{'resourceType':'Condition','onsetDateTime':'1931-05','recordedDate':'2020-01-02'}"))
                .contains("\"recordedDate\":\"2020\"")
                .doesNotContain("1931");
    }

    @Test
    void numbersAsLongAsATelephones_areRemoved() {
        assertThat(deidentified("{'resourceType':'Observation','valueQuantity':{'value':6175551234,'system':"
                        + "'http://unitsofmeasure.org','code':'mg'}}"))
                .doesNotContain("617");
    }

    // ---- what has no form

    @ParameterizedTest
    @CsvSource({
        "v3-Confidentiality, R",
        "v3-Confidentiality, V",
        "v3-ActCode, PSY",
        "v3-ActCode, 42CFRPart2",
        "v3-ActCode, SUD",
        "v3-ActCode, PSYTHPN"
    })
    void labelled_isLeftOut(String system, String code) {
        assertThat(deidentified("{'resourceType':'Flag','meta':{'security':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/" + system + "','code':'" + code + "'}]}}"))
                .isEmpty();
    }

    @Test
    void draftsAndOtherTypes_areLeftOut_andLabelsOfTheRestStay() {
        String label = "{'resourceType':'Flag','status':'%s','meta':{'tag':[{'code':'zq'}],'security':[{'system':"
                + "'http://terminology.hl7.org/CodeSystem/v3-ObservationValue','code':'AIAST','display':'zq'}]}}";
        assertThat(deidentified(label.formatted("draft"))).isEmpty();
        assertThat(deidentified(label.formatted("active")))
                .contains("AIAST", "PSEUDED")
                .doesNotContain("zq");
        assertThat(deidentified("{'resourceType':'Communication','status':'completed'}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'resourceType':'Composition','confidentiality':'R'",
                "'resourceType':'Composition','confidentiality':'V'",
                "'resourceType':'DocumentReference','securityLabel':[{'coding':[{'system':"
                        + "'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'PSY'}]}]"
            })
    void documentThatIsRestricted_isLeftOut(String document) {
        assertThat(deidentified("{" + document + "}")).isEmpty();
    }

    @Test
    void documents_areToldByTheirCodesAlone() {
        String sections =
                "'section':[{'title':'zq','text':{'status':'generated','div':'<div>zq</div>'},'code':{'coding':["
                        + CODING.replace('"', '\'')
                        + "]},'entry':[{'reference':'Condition/zq'}],'section':[{'title':'zq','code':{'coding':["
                        + CODING.replace('"', '\'') + "]}}]}]";
        String note = deidentified("{'resourceType':'Composition','status':'final','title':'zq','date':'2026-03-04',"
                + sections + ",'type':{'text':'zq','coding':[" + CODING.replace('"', '\'') + "]}}");
        String file = deidentified(
                "{'resourceType':'DocumentReference','status':'current','description':'zq','content':["
                        + "{'attachment':{'contentType':'text/plain','data':'enFxenFx','title':'zq','url':'Binary/zq'}}]}");

        assertThat(note)
                .doesNotContain("zq", "enFx", "div")
                .contains("\"_title\":{\"extension\":", "\"date\":\"2026\"", "Condition/");
        assertThat(json(note).at("/section/0/section/0/code/coding/0/code").asText())
                .isEqualTo("38341003");
        assertThat(file).doesNotContain("zq", "enFx", "Binary").contains("masked");
    }
}
