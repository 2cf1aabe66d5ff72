package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FHIR R4, validation.html: on demand, and on write where the tenant asks for it. */
class ValidationTest extends RestTest {
    private static final String WITHOUT_CONTACT_DETAILS =
            "{\"resourceType\":\"Patient\",\"contact\":[{\"gender\":\"female\"}]}";

    @Test
    void validate_answersWhatIsFoundAgainstTheDefinition() {
        assertThat(severities(post("/Patient/$validate", "{\"resourceType\":\"Patient\",\"active\":true}")))
                .doesNotContain("error");
        HttpResponse<String> invariant = post("/Patient/$validate", WITHOUT_CONTACT_DETAILS);
        assertThat(severities(invariant)).contains("error");
        assertThat(invariant.body()).contains("pat-1").contains("Patient.contact[0]");
        HttpResponse<String> unknownElement =
                post("/Patient/$validate", "{\"resourceType\":\"Patient\",\"unheard\":1}");
        assertThat(severities(unknownElement)).contains("error");
        HttpResponse<String> wrapped = post(
                "/Patient/$validate",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":"
                        + WITHOUT_CONTACT_DETAILS
                        + "},{\"name\":\"mode\",\"valueCode\":\"create\"}]}");
        assertThat(severities(wrapped)).contains("error");
    }

    @Test
    void validate_ofAStoredResourceAndOfAProfile() {
        String id = patient("Valid");
        assertThat(severities(get("/Patient/" + id + "/$validate"))).doesNotContain("error");
        HttpResponse<String> vitalSign = post("/Observation/$validate", """
                {"resourceType":"Parameters","parameter":[
                 {"name":"profile","valueUri":"http://hl7.org/fhir/StructureDefinition/vitalsigns"},
                 {"name":"resource","resource":{"resourceType":"Observation","status":"final","code":{"text":"x"}}}]}""");
        assertThat(severities(vitalSign)).contains("error");
        assertOutcome(get("/Patient/" + id + "/$validate?profile=urn:unheard"), 422);
        assertOutcome(get("/Patient/" + id + "/$validate?mode=unheard"), 400);
        assertOutcome(get("/Patient/$validate"), 400);
        assertOutcome(
                post(
                        "/Patient/$validate",
                        "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"}}"),
                400);
    }

    @Test
    void aCodeOfASystemThatIsNotAtHandIsAWarning() {
        HttpResponse<String> response = post(
                "/Condition/$validate",
                "{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":\"http://example.org/none\",\"code\":\"1\"}]},\"subject\":{\"reference\":\"Patient/1\"}}");
        assertThat(severities(response)).doesNotContain("error").contains("warning");
    }

    @Test
    void writesAreValidatedWhereTheTenantAsks_andNotElsewhere() {
        HttpResponse<String> refused = post(PICKY + "/Patient", WITHOUT_CONTACT_DETAILS);
        assertOutcome(refused, 422);
        assertThat(json(refused).at("/issue/0/expression/0").asText()).isEqualTo("Patient.contact[0]");
        assertThat(post(PICKY + "/Patient", "{\"resourceType\":\"Patient\",\"active\":true}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(post("/Patient", WITHOUT_CONTACT_DETAILS).statusCode()).isEqualTo(201);
    }

    private static List<String> severities(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode outcome = json(response);
        assertThat(outcome.get("resourceType").asText()).isEqualTo("OperationOutcome");
        List<String> severities = new ArrayList<>();
        outcome.get("issue")
                .forEach(issue -> severities.add(issue.get("severity").asText()));
        return severities;
    }
}
