package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an integrator reads out of the specification and then tries. */
class StrictAnswersTest extends RestTest {

    @Test
    void narrativeWithActiveContent_isRefusedWhereverItStands() {
        String script = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><script>1</script></div>";
        HttpResponse<String> own = post(
                "/Patient",
                "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"" + script + "\"}}");
        assertOutcome(own, 422);
        assertThat(json(own).at("/issue/0/expression/0").asText()).isEqualTo("Patient.text.div");
        HttpResponse<String> section = post(
                "/Composition",
                "{\"resourceType\":\"Composition\",\"status\":\"final\",\"type\":{\"text\":\"x\"},\"date\":\"2026\",\"title\":\"x\","
                        + "\"author\":[{\"display\":\"x\"}],\"section\":[{\"text\":{\"status\":\"generated\",\"div\":\""
                        + script + "\"}}]}");
        assertOutcome(section, 422);
        assertThat(json(section).at("/issue/0/expression/0").asText()).isEqualTo("Composition.section[0].text.div");
        HttpResponse<String> xml = send(
                request("/Patient")
                        .header("Content-Type", "application/fhir+xml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "<Patient xmlns=\"http://hl7.org/fhir\"><text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><p onclick=\"x\">y</p></div></text></Patient>")));
        assertOutcome(xml, 422);
    }

    @Test
    void resourceWithNothingInIt_isValidatedToo() {
        HttpResponse<String> bare = post("/Patient/$validate", "{\"resourceType\":\"Patient\"}");
        assertThat(bare.statusCode()).as(bare.body()).isEqualTo(200);
        HttpResponse<String> wrapped = post(
                "/Patient/$validate",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":{\"resourceType\":\"Patient\"}}]}");
        assertThat(wrapped.statusCode()).as(wrapped.body()).isEqualTo(200);
    }

    @Test
    void documentOfANoteWithoutIdentifier_isIdentifiedByTheNotesId() {
        String patient = patient("Document");
        String id = created("Composition", """
                {"resourceType":"Composition","status":"final","type":{"text":"x"},"subject":{"reference":"Patient/%s"},
                 "date":"2026-01-01","author":[{"display":"x"}],"title":"x"}""".formatted(patient));
        JsonNode document = json(get("/Composition/" + id + "/$document"));
        assertThat(document.at("/identifier/value").asText()).isEqualTo(id + "/1");
        assertOutcome(get("/Composition/" + id + "/$document?colour=red"), 400);
        assertOutcome(get("/Composition/" + id + "/$document?persist=true"), 400);
        assertThat(get("/Composition/" + id + "/$document?persist=false").statusCode())
                .isEqualTo(200);
    }

    @Test
    void docref_takesItsTypeAsUsCoreDefinesIt() {
        String patient = patient("Docref");
        created("DocumentReference", """
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/%s"},
                 "type":{"coding":[{"system":"http://loinc.org","code":"34133-9"}]},"content":[{"attachment":{"title":"x"}}]}""".formatted(patient));
        String call = """
                {"resourceType":"Parameters","parameter":[{"name":"patient","valueId":"%s"},
                 {"name":"type","valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"%s"}]}}]}""";
        assertThat(entries(json(post("/DocumentReference/$docref", call.formatted(patient, "34133-9")))))
                .hasSize(1);
        assertThat(entries(json(post("/DocumentReference/$docref", call.formatted(patient, "11111-1")))))
                .isEmpty();
    }

    @Test
    void auditEventsAreFoundByTheirIds() {
        String patient = patient("Audited");
        List<JsonNode> events = entries(json(get("/AuditEvent?patient=" + patient)));
        String id = events.get(0).at("/resource/id").asText();
        assertThat(ids(get("/AuditEvent?_id=" + id))).containsExactly(id);
        assertThat(ids(get("/AuditEvent?_id=" + id + ",none&patient=" + patient)))
                .containsExactly(id);
        assertThat(ids(get("/AuditEvent?_id=" + id + "&patient=somebody-else"))).isEmpty();
        assertThat(ids(get("/AuditEvent?_id=" + id + "&date=lt2020-01-01"))).isEmpty();
    }

    @Test
    void quantitiesAreSortedByWhatTheyMeasure() {
        String patient = patient("Sorted");
        String grams = weight(patient, "5.4", "g");
        String kilograms = weight(patient, "70", "kg");
        String milligrams = weight(patient, "3000", "mg");
        assertThat(ids(get("/Observation?patient=" + patient + "&_sort=value-quantity")))
                .containsExactly(milligrams, grams, kilograms);
        assertThat(ids(get("/Observation?patient=" + patient + "&_sort=-value-quantity")))
                .containsExactly(kilograms, grams, milligrams);
    }

    @Test
    void capabilitiesTellCompartmentsAndReverseIncludes() {
        JsonNode rest = json(get("/metadata")).at("/rest/0");
        List<String> compartments = new ArrayList<>();
        rest.path("compartment").forEach(c -> compartments.add(c.asText()));
        assertThat(compartments)
                .contains("http://hl7.org/fhir/CompartmentDefinition/patient")
                .hasSize(5);
        JsonNode patient = null;
        for (JsonNode resource : rest.get("resource")) {
            patient = resource.get("type").asText().equals("Patient") ? resource : patient;
        }
        List<String> reverse = new ArrayList<>();
        patient.path("searchRevInclude").forEach(r -> reverse.add(r.asText()));
        assertThat(reverse)
                .contains("Observation:subject", "Provenance:target")
                .doesNotContain("Observation:encounter");
        assertThat(get("/Patient?_id=none&_revinclude=Observation:subject").statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusedPatch_namesThePlaceInThePatch() {
        HttpResponse<String> refused = patch("/Patient/" + patient("Patched"), FHIR_JSON, """
                {"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},
                 {"name":"path","valueString":"Patient.zork"}]},{"name":"operation","part":[{"name":"type","valueCode":"replace"},
                 {"name":"path","valueString":"Patient.birthDate"},{"name":"value","valueDate":"2000-01-01"}]}]}""");
        assertOutcome(refused, 422);
        assertThat(json(refused).at("/issue/0/expression/0").asText()).startsWith("Parameters.parameter[");
    }

    @Test
    void emptyCondition_doesNotCreate() {
        String body = "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:empty\",\"value\":\""
                + UUID.randomUUID() + "\"}]}";
        assertOutcome(
                send(request("/Patient")
                        .header("Content-Type", FHIR_JSON)
                        .header("If-None-Exist", " ")
                        .POST(HttpRequest.BodyPublishers.ofString(body))),
                400);
    }

    @Test
    void refusedSearch_tellsWhatIsWrittenWronglyFromWhatIsNotServed() {
        assertThat(code("/Patient?birthdate=yesterday")).isEqualTo("invalid");
        assertThat(code("/Patient?_count=many")).isEqualTo("invalid");
        assertThat(code("/Patient?colour=red")).isEqualTo("not-supported");
        assertThat(code("/Patient?family:below=x")).isEqualTo("not-supported");
    }

    private static String code(String search) {
        HttpResponse<String> refused = get(search);
        assertOutcome(refused, 400);
        return json(refused).at("/issue/0/code").asText();
    }

    @Test
    void datesOfOperations_mayBeOfAnyPrecision() {
        String patient = patient("Precise");
        for (String day : List.of("2025-12-31", "2026-01-31", "2026-02-01")) {
            created("Observation", """
                    {"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/%s"},
                     "effectiveDateTime":"%s"}""".formatted(patient, day));
            created("DocumentReference", """
                    {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/%s"},
                     "date":"%sT10:00:00Z","content":[{"attachment":{"title":"x"}}]}""".formatted(patient, day));
        }
        String everything = "/Patient/" + patient + "/$everything?_type=Observation&";
        assertThat(ids(get(everything + "start=2026-01&end=2026-01"))).hasSize(1);
        assertThat(ids(get(everything + "start=2026"))).hasSize(2);
        assertThat(ids(get(everything + "end=2025"))).hasSize(1);
        assertOutcome(get(everything + "start=then"), 400);
        String documents = "/DocumentReference/$docref?patient=" + patient + "&";
        assertThat(ids(get(documents + "start=2026-01&end=2026-01"))).hasSize(1);
        assertThat(ids(get(documents + "start=2026"))).hasSize(2);
    }

    @Test
    void preflightOfMetadata_needsNoToken() {
        HttpResponse<String> preflight = send(HttpRequest.newBuilder(URI.create(BASE + "/metadata"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("*");
    }

    private static String weight(String patient, String value, String unit) {
        return created(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"},\"valueQuantity\":{\"value\":" + value
                        + ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + unit + "\"}}");
    }

    private static List<String> ids(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return entries(json(response)).stream()
                .map(entry -> entry.at("/resource/id").asText())
                .toList();
    }
}
