package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.terminology.icd10cm.TerminologyException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operations of FHIR's terminology service (R4, terminology-service.html) over what the server holds, and that they agree. */
class TerminologyTest extends RestTest {
    private static final String ICD = "http://hl7.org/fhir/sid/icd-10-cm";
    private static final String ORGANS = "http://terms.example/organs";
    private static boolean ready;
    private static String organs;
    private static String lung;

    @BeforeEach
    void definitionsOfTheTenantAndAReleaseOfIcd() throws IOException, TerminologyException {
        if (ready) {
            return;
        }
        // The engine opens the loaded releases once, when it starts; this release is none for it to draft by.
        post("/Encounter/demo-encounter-2/$draft-note", "{\"resourceType\":\"Parameters\"}");
        SmallIcdRelease.load("FY2025");
        SmallIcdRelease.load("FY2026");
        organs = created("CodeSystem", """
                {"resourceType":"CodeSystem","url":"%s","version":"2","name":"Organs","status":"active","content":"complete","caseSensitive":true,
                 "concept":[{"code":"lung","display":"Lung","concept":[
                     {"code":"asthma","display":"Asthma","designation":[{"language":"de","value":"Asthma bronchiale"}]},
                     {"code":"copd","display":"Chronic obstructive disease","definition":"Narrow for good"}]},
                   {"code":"heart","display":"Heart"},
                   {"code":"spleen","display":"Spleen of old","property":[{"code":"inactive","valueBoolean":true}]}]}
                """.formatted(ORGANS));
        lung = valueSet("lung", """
                "include":[{"system":"%s","filter":[{"property":"concept","op":"is-a","value":"lung"}]}],
                "exclude":[{"system":"%s","concept":[{"code":"lung"}]}]""".formatted(ORGANS, ORGANS));
        valueSet("all", "\"include\":[{\"system\":\"" + ORGANS + "\"}]");
        valueSet(
                "both",
                "\"include\":[{\"valueSet\":[\"http://terms.example/vs/lung\"]},{\"system\":\"" + ICD
                        + "\",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"E11\"}]}]");
        valueSet(
                "loinc",
                "\"include\":[{\"system\":\"http://loinc.org\",\"concept\":[{\"code\":\"8480-6\",\"display\":\"Systolic\"}]}]");
        valueSet(
                "snomed",
                "\"include\":[{\"system\":\"http://snomed.info/sct\",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"404684003\"}]}]");
        created("ConceptMap", """
                {"resourceType":"ConceptMap","url":"http://terms.example/map","status":"active","group":[
                 {"source":"%s","target":"%s","element":[
                   {"code":"asthma","target":[{"code":"J45.909","equivalence":"wider","product":[{"property":"urn:side","system":"urn:sides","value":"both"}]}]},
                   {"code":"heart","target":[{"equivalence":"unmatched"}]},
                   {"code":"lung","target":[{"code":"J98.4","equivalence":"equivalent","dependsOn":[{"property":"urn:age","value":"adult"}]}]}],
                  "unmapped":{"mode":"fixed","code":"R69"}}]}
                """.formatted(ORGANS, ICD));
        ready = true;
    }

    @AfterAll
    static void withoutTheRelease() throws IOException {
        SmallIcdRelease.takeAway();
    }

    private static String valueSet(String name, String compose) {
        return created(
                "ValueSet",
                "{\"resourceType\":\"ValueSet\",\"url\":\"http://terms.example/vs/" + name
                        + "\",\"status\":\"active\",\"compose\":{" + compose + "}}");
    }

    // ---- $lookup

    @Test
    void lookup_tellsWhatALoadedReleaseSaysOfACode() {
        JsonNode answer = ok(get("/CodeSystem/$lookup?system=" + encode(ICD) + "&code=E11.65"));
        assertThat(value(answer, "name")).isEqualTo("ICD-10-CM");
        assertThat(value(answer, "version")).isEqualTo("FY2026");
        assertThat(value(answer, "display")).isEqualTo("Type 2 diabetes mellitus with hyperglycemia");
        assertThat(properties(answer, "parent")).containsExactly("E11.6");
        assertThat(properties(answer, "inclusion-term")).containsExactly("Diabetes out of control");
        assertThat(properties(answer, "billable")).containsExactly("true");
        JsonNode before =
                ok(get("/CodeSystem/$lookup?system=" + encode(ICD) + "&code=E11&date=2025-03-01&property=child"));
        assertThat(value(before, "version")).isEqualTo("FY2025");
        assertThat(properties(before, "child")).containsExactly("E11.6", "E11.9");
        assertThat(properties(before, "billable")).isEmpty();
    }

    @Test
    void lookup_ofTheTenantsOwnAndOfPublishedCodes() {
        JsonNode own = ok(post("/CodeSystem/$lookup", """
                {"resourceType":"Parameters","parameter":[{"name":"coding","valueCoding":{"system":"%s","code":"asthma"}},
                 {"name":"displayLanguage","valueCode":"de"}]}""".formatted(ORGANS)));
        assertThat(value(own, "display")).isEqualTo("Asthma bronchiale");
        assertThat(value(own, "version")).isEqualTo("2");
        JsonNode published = ok(get("/CodeSystem/$lookup?code=vital-signs&system="
                + encode("http://terminology.hl7.org/CodeSystem/observation-category")));
        assertThat(value(published, "display")).isEqualTo("Vital Signs");
        JsonNode nested = ok(get(
                "/CodeSystem/$lookup?code=AMB&system=" + encode("http://terminology.hl7.org/CodeSystem/v3-ActCode")));
        assertThat(properties(nested, "parent")).isNotEmpty();
        JsonNode unit = ok(get("/CodeSystem/$lookup?code=mg&system=" + encode("http://unitsofmeasure.org")));
        assertThat(value(unit, "display")).isNotEmpty();
    }

    @Test
    void whatIsNotHeld_isSaidAndNotGuessed() {
        assertOutcome(get("/CodeSystem/$lookup?system=urn:unheard&code=1"), 404);
        assertOutcome(get("/CodeSystem/$lookup?system=" + encode(ORGANS) + "&code=liver"), 404);
        assertOutcome(get("/CodeSystem/$lookup?system=" + encode(ORGANS) + "&code=lung&version=9"), 404);
        for (String system : List.of("http://snomed.info/sct", "http://loinc.org")) {
            assertThat(get("/CodeSystem/$lookup?code=1&system=" + encode(system))
                            .statusCode())
                    .isIn(404, 422);
            assertThat(get("/ValueSet/$expand?url=" + encode(system + "?fhir_vs"))
                            .statusCode())
                    .isIn(404, 422);
        }
        assertOutcome(get("/ValueSet/$expand?url=urn:unheard"), 404);
        assertOutcome(get("/ValueSet/$expand?url=" + vs("snomed")), 422);
        assertOutcome(
                get("/ValueSet/$validate-code?url=" + vs("snomed") + "&code=1&system="
                        + encode("http://snomed.info/sct")),
                422);
        assertThat(value(
                        ok(get("/ValueSet/$validate-code?url=" + vs("snomed") + "&code=lung&system=" + encode(ORGANS))),
                        "result"))
                .isEqualTo("false");
        assertOutcome(get("/ConceptMap/$translate?url=urn:unheard&code=1&system=urn:x"), 404);
        assertOutcome(get(OTHER + "/CodeSystem/$lookup?system=" + encode(ORGANS) + "&code=lung"), 404);
    }

    @Test
    void callsAreRefusedAsTheSpecificationAsks() {
        assertOutcome(get("/CodeSystem/$lookup?code=1"), 400);
        assertOutcome(get("/CodeSystem/$lookup?system=" + encode(ORGANS)), 400);
        assertOutcome(get("/ValueSet/$expand?url=" + vs("lung") + "&unheard=1"), 400);
        assertOutcome(get("/ValueSet/$expand?url=" + vs("lung") + "&count=many"), 400);
        assertOutcome(get("/ValueSet/$validate-code?url=" + vs("lung") + "&code=lung"), 400);
        assertOutcome(get("/CodeSystem/" + organs + "/$lookup?code=lung"), 400);
        assertOutcome(post("/ValueSet/$expand", "{\"resourceType\":\"Patient\"}"), 400);
        assertThat(send(request("/ValueSet/$expand?url=" + vs("lung"), "system/Patient.rs"))
                        .statusCode())
                .isEqualTo(403);
    }

    // ---- $validate-code of a code system, $subsumes

    @Test
    void aCodeIsValidatedByItsSystem() {
        String url = "/CodeSystem/$validate-code?url=" + encode(ORGANS);
        assertThat(value(ok(get(url + "&code=asthma&display=asthma")), "result"))
                .isEqualTo("true");
        JsonNode wrongDisplay = ok(get(url + "&code=asthma&display=Heart"));
        assertThat(value(wrongDisplay, "result")).isEqualTo("false");
        assertThat(value(wrongDisplay, "display")).isEqualTo("Asthma");
        JsonNode none = ok(get("/CodeSystem/" + organs + "/$validate-code?code=liver"));
        assertThat(value(none, "result")).isEqualTo("false");
        assertThat(value(none, "message")).isNotEmpty();
        assertThat(value(ok(get("/CodeSystem/" + organs + "/$validate-code?code=heart")), "result"))
                .isEqualTo("true");
        JsonNode inline = ok(post("/CodeSystem/$validate-code", """
                {"resourceType":"Parameters","parameter":[{"name":"code","valueCode":"x"},{"name":"codeSystem","resource":
                 {"resourceType":"CodeSystem","url":"urn:inline","status":"draft","content":"complete","concept":[{"code":"x"}]}}]}"""));
        assertThat(value(inline, "result")).isEqualTo("true");
        JsonNode concept = ok(post("/CodeSystem/$validate-code", """
                {"resourceType":"Parameters","parameter":[{"name":"codeableConcept","valueCodeableConcept":{"coding":[
                 {"system":"%s","code":"liver"},{"system":"%s","code":"E11.9"}]}}]}""".formatted(ORGANS, ICD)));
        assertThat(value(concept, "result")).isEqualTo("true");
        String icd = "/CodeSystem/$validate-code?url=" + encode(ICD) + "&code=";
        assertThat(value(ok(get(icd + "E11.65")), "result")).isEqualTo("true");
        assertThat(value(ok(get(icd + "E1165")), "result")).isEqualTo("false");
        assertThat(value(ok(get(icd + "E08-E13&abstract=false")), "result")).isEqualTo("false");
    }

    @Test
    void subsumption_hasFourOutcomes() {
        String url = "/CodeSystem/$subsumes?system=" + encode(ORGANS);
        assertThat(value(ok(get(url + "&codeA=lung&codeB=asthma")), "outcome")).isEqualTo("subsumes");
        assertThat(value(ok(get(url + "&codeA=asthma&codeB=lung")), "outcome")).isEqualTo("subsumed-by");
        assertThat(value(ok(get(url + "&codeA=asthma&codeB=asthma")), "outcome"))
                .isEqualTo("equivalent");
        assertThat(value(ok(get("/CodeSystem/" + organs + "/$subsumes?codeA=asthma&codeB=copd")), "outcome"))
                .isEqualTo("not-subsumed");
        assertOutcome(get(url + "&codeA=asthma&codeB=liver"), 404);
        String icd = "/CodeSystem/$subsumes?system=" + encode(ICD);
        assertThat(value(ok(get(icd + "&codeA=E08-E13&codeB=E11.65")), "outcome"))
                .isEqualTo("subsumes");
        assertThat(value(ok(get(icd + "&codeA=E11.65&codeB=E11")), "outcome")).isEqualTo("subsumed-by");
    }

    @Test
    void validationKnowsTheCodesOfTheLoadedRelease() {
        String condition =
                "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":\"%s\",\"code\":\"%s\"}]},\"subject\":{\"reference\":\"Patient/1\"}}";
        assertThat(post("/Condition/$validate", condition.formatted(ICD, "E99.ZZ"))
                        .body())
                .contains("\"severity\":\"error\"");
        assertThat(post("/Condition/$validate", condition.formatted(ICD, "E11.65"))
                        .body())
                .doesNotContain("\"severity\":\"error\"");
    }

    // ---- $expand

    @Test
    void expansion_filtersExcludesAndTakesIn() {
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("lung"))))).containsExactly("asthma", "copd");
        assertThat(codes(ok(get("/ValueSet/" + lung + "/$expand")))).containsExactly("asthma", "copd");
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("both")))))
                .containsExactly("asthma", "copd", "E11", "E11.6", "E11.65", "E11.9");
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("both") + "&filter=" + encode("diab hyper")))))
                .containsExactly("E11.65");
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("both") + "&exclude-system=" + encode(ICD + "|FY2026")))))
                .as("a canonical with its version names no system")
                .hasSize(6);
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("both") + "&exclude-system=" + encode(ICD)))))
                .containsExactly("asthma", "copd");
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("all") + "&activeOnly=true"))))
                .containsExactly("lung", "asthma", "copd", "heart");
        JsonNode all = ok(get("/ValueSet/$expand?url=" + vs("all") + "&includeDesignations=true"));
        assertThat(all.at("/expansion/contains/1/designation/0/value").asText()).isEqualTo("Asthma bronchiale");
        assertThat(all.at("/expansion/contains/4/inactive").asBoolean()).isTrue();
        assertThat(all.has("compose")).isFalse();
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + vs("loinc"))))).containsExactly("8480-6");
        JsonNode inline = ok(post("/ValueSet/$expand?filter=he", """
                {"resourceType":"ValueSet","status":"draft","compose":{"include":[{"system":"%s"}]}}""".formatted(ORGANS)));
        assertThat(codes(inline)).containsExactly("heart");
        assertThat(codes(ok(
                        get("/ValueSet/$expand?url=" + encode("http://hl7.org/fhir/ValueSet/administrative-gender")))))
                .containsExactly("male", "female", "other", "unknown");
    }

    @Test
    void anImplicitValueSetOfAWholeSystem_isPagedWithoutGapOrRepeat() {
        String url = "/ValueSet/$expand?url=" + encode(ICD + "?fhir_vs");
        List<String> paged = new ArrayList<>();
        for (int offset = 0; offset < 6; offset += 4) {
            JsonNode page = ok(get(url + "&count=4&offset=" + offset));
            assertThat(page.at("/expansion/total").asInt()).isEqualTo(6);
            assertThat(page.at("/expansion/offset").asInt()).isEqualTo(offset);
            paged.addAll(codes(page));
        }
        assertThat(paged).containsExactly("E10", "E10.9", "E11", "E11.6", "E11.65", "E11.9");
        assertThat(codes(ok(get(url + "&filter=" + encode("type 1 complic"))))).containsExactly("E10.9");
        assertThat(codes(ok(get(url + "&filter=e11.6")))).containsExactly("E11.6", "E11.65");
        assertThat(codes(ok(get("/ValueSet/$expand?url=" + encode(ICD + "?fhir_vs=isa/E11.6")))))
                .containsExactly("E11.6", "E11.65");
        JsonNode before = ok(get(url + "&count=1&system-version=" + encode(ICD + "|FY2025")));
        assertThat(before.at("/expansion/contains/0/version").asText()).isEqualTo("FY2025");
        assertOutcome(get(url + "&check-system-version=" + encode(ICD + "|FY2025")), 400);
    }

    @Test
    void expansionValidationAndSearch_agreeOnEveryCode() {
        String patient = patient("Agreement");
        List<String> asked = List.of("lung", "asthma", "copd", "heart", "E10", "E11", "E11.65");
        for (String code : asked) {
            created(
                    "Condition",
                    "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":\"" + system(code)
                            + "\",\"code\":\"" + code + "\"}]},\"subject\":{\"reference\":\"Patient/" + patient
                            + "\"}}");
        }
        for (String set : List.of("lung", "all", "both")) {
            Set<String> expanded = new TreeSet<>(codes(ok(get("/ValueSet/$expand?url=" + vs(set)))));
            Set<String> validated = new TreeSet<>();
            for (String code : asked) {
                JsonNode verdict = ok(get("/ValueSet/$validate-code?url=" + vs(set) + "&code=" + code + "&system="
                        + encode(system(code))));
                if (value(verdict, "result").equals("true")) {
                    validated.add(code);
                }
            }
            Set<String> found = new TreeSet<>();
            for (JsonNode entry :
                    entries(json(get("/Condition?patient=" + patient + "&_count=50&code:in=" + vs(set))))) {
                found.add(entry.at("/resource/code/coding/0/code").asText());
            }
            expanded.retainAll(asked);
            assertThat(validated).as(set).isEqualTo(expanded);
            assertThat(found).as(set).isEqualTo(expanded);
        }
        assertThat(entries(json(get("/Condition?patient=" + patient + "&code:below=" + encode(ICD + "|E08-E13")))))
                .hasSize(3);
        assertThat(entries(json(get("/Condition?patient=" + patient + "&code:in="
                        + encode("http://hl7.org/fhir/ValueSet/administrative-gender")))))
                .isEmpty();
    }

    // ---- $translate

    @Test
    void translation_followsTheMapBothWays() {
        String url = "/ConceptMap/$translate?url=" + encode("http://terms.example/map") + "&system=" + encode(ORGANS);
        JsonNode asthma = ok(get(url + "&code=asthma"));
        assertThat(value(asthma, "result")).isEqualTo("true");
        assertThat(match(asthma, "equivalence").get("valueCode").asText()).isEqualTo("wider");
        assertThat(match(asthma, "concept").at("/valueCoding/code").asText()).isEqualTo("J45.909");
        assertThat(match(asthma, "product").at("/part/1/valueCoding/code").asText())
                .isEqualTo("both");
        assertThat(match(asthma, "source").get("valueUri").asText()).isEqualTo("http://terms.example/map");
        assertThat(value(ok(get(url + "&code=heart")), "result")).isEqualTo("false");
        assertThat(match(ok(get(url + "&code=spleen")), "concept")
                        .at("/valueCoding/code")
                        .asText())
                .isEqualTo("R69");
        assertThat(value(ok(get(url + "&code=lung")), "result")).isEqualTo("false");
        JsonNode adult = ok(post("/ConceptMap/$translate", """
                {"resourceType":"Parameters","parameter":[{"name":"coding","valueCoding":{"system":"%s","code":"lung"}},
                 {"name":"targetsystem","valueUri":"%s"},
                 {"name":"dependency","part":[{"name":"element","valueUri":"urn:age"},
                  {"name":"concept","valueCodeableConcept":{"coding":[{"code":"adult"}]}}]}]}""".formatted(ORGANS, ICD)));
        assertThat(match(adult, "concept").at("/valueCoding/code").asText()).isEqualTo("J98.4");
        JsonNode back = ok(get("/ConceptMap/$translate?reverse=true&code=J45.909&system=" + encode(ICD)));
        assertThat(match(back, "concept").at("/valueCoding/code").asText()).isEqualTo("asthma");
        assertThat(match(back, "equivalence").get("valueCode").asText()).isEqualTo("narrower");
    }

    // ---- answers

    private static String system(String code) {
        return Character.isUpperCase(code.charAt(0)) ? ICD : ORGANS;
    }

    private static String vs(String name) {
        return encode("http://terms.example/vs/" + name);
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static List<String> codes(JsonNode valueSet) {
        assertThat(valueSet.get("resourceType").asText()).isEqualTo("ValueSet");
        List<String> codes = new ArrayList<>();
        valueSet.at("/expansion/contains")
                .forEach(entry -> codes.add(entry.get("code").asText()));
        return codes;
    }

    private static String value(JsonNode parameters, String name) {
        for (JsonNode parameter : parameters.get("parameter")) {
            if (parameter.get("name").asText().equals(name)) {
                return plain(parameter);
            }
        }
        return "";
    }

    private static List<String> properties(JsonNode parameters, String code) {
        List<String> values = new ArrayList<>();
        for (JsonNode parameter : parameters.get("parameter")) {
            if (parameter.get("name").asText().equals("property")
                    && plain(parameter.at("/part/0")).equals(code)) {
                values.add(plain(parameter.at("/part/1")));
            }
        }
        return values;
    }

    private static JsonNode match(JsonNode parameters, String part) {
        for (JsonNode parameter : parameters.get("parameter")) {
            if (parameter.get("name").asText().equals("match")) {
                for (JsonNode one : parameter.get("part")) {
                    if (one.get("name").asText().equals(part)) {
                        return one;
                    }
                }
            }
        }
        throw new AssertionError("no match with " + part + " in " + parameters);
    }

    private static String plain(JsonNode parameter) {
        var fields = parameter.fields();
        while (fields.hasNext()) {
            var field = fields.next();
            if (field.getKey().startsWith("value")) {
                return field.getValue().asText();
            }
        }
        return "";
    }
}
