package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the plugin relies on when a clinician's launch brings a chart of another EHR into the record (docs/adr/0077). */
class ForeignChartTest extends RestTest {
    private static final String EHR = "https://ehr.example/fhir/Condition";
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String ASSERTED_BY = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private static String clinician;
    private final String id = UUID.randomUUID().toString();
    private String patient;

    @BeforeEach
    void people() {
        if (clinician == null) {
            clinician = Desk.of("Practitioner/foreign-chart", "clinician").token("openid fhirUser user/*.cruds drafts");
        }
        patient = json(as("POST", "/Patient", "{\"resourceType\":\"Patient\",\"active\":true}"))
                .path("id")
                .asText();
    }

    private static HttpResponse<String> as(String method, String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(STAFFED + path))
                .header("Authorization", "Bearer " + clinician)
                .header("Content-Type", FHIR_JSON)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String label(String system, String code) {
        return "\"security\":[{\"system\":\"" + system + "\",\"code\":\"" + code + "\"}]";
    }

    private String problem(String logicalId, String labels) {
        return """
                {"resourceType":"Condition","id":"%s","meta":{%s},"identifier":[{"system":"%s","value":"%s"}],
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                 "verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},
                 "code":{"text":"Asthma"},"subject":{"reference":"Patient/%s"}}
                """.formatted(logicalId, labels, EHR, logicalId, patient);
    }

    private static String bundle(String type, String... problems) {
        String entries = String.join(
                ",",
                List.of(problems).stream()
                        .map(problem -> "{\"fullUrl\":\"urn:uuid:" + UUID.randomUUID() + "\",\"resource\":" + problem
                                + ",\"request\":{\"method\":\"PUT\",\"url\":\"Condition/"
                                + json(problem).path("id").asText() + "\"}}")
                        .toList());
        return "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[" + entries + "]}";
    }

    private static JsonNode json(String text) {
        try {
            return new com.fasterxml.jackson.databind.ObjectMapper().readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static List<String> statuses(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(json(answer).path("entry").spliterator(), false)
                .map(entry -> entry.at("/response/status").asText().substring(0, 3))
                .toList();
    }

    private JsonNode stored(String logicalId) {
        return json(get(STAFFED + "/Condition/" + logicalId));
    }

    /** The gate of signatures refuses another system's AI content in force; the rest of the chart is there all the same. */
    @Test
    void contentOfAnotherSystemsAi_isRefusedByItself() {
        String asserted = problem("ai-" + id, label(ASSERTED_BY, "AIAST"));
        String plain = problem("own-" + id, "\"source\":\"https://ehr.example/fhir/Condition/1\"");
        assertThat(as("POST", "", bundle("transaction", plain, asserted)).statusCode())
                .isEqualTo(422);
        assertThat(get(STAFFED + "/Condition/own-" + id).statusCode()).isEqualTo(404);
        assertThat(statuses(as("POST", "", bundle("batch", plain, asserted)))).containsExactly("201", "422");
        assertThat(statuses(as("POST", "", bundle("batch", plain, asserted)))).containsExactly("200", "422");
    }

    /** What its label hides from the clinician is met again under its id: no other copy is made, with the label or without. */
    @Test
    void whatALabelHides_isNeitherCopiedNorUncovered() {
        // Of a tenant that has a label already clinicians see less than all.
        String other = problem("other-" + id, label(CONFIDENTIALITY, "R"));
        assertThat(as("POST", "/Condition", other).statusCode()).isEqualTo(201);
        String restricted = problem(id, label(CONFIDENTIALITY, "R"));
        assertThat(statuses(as("POST", "", bundle("batch", restricted)))).containsExactly("201");
        assertThat(as("GET", "/Condition/" + id, "").statusCode())
                .as("its maker")
                .isEqualTo(404);

        assertThat(statuses(as("POST", "", bundle("batch", restricted)))).containsExactly("403");
        assertThat(statuses(as("POST", "", bundle("batch", problem(id, "\"source\":\"urn:x\"")))))
                .containsExactly("403");

        assertThat(stored(id).at("/meta/security/0/code").asText()).isEqualTo("R");
        assertThat(json(get(STAFFED + "/Condition?_summary=count&patient=Patient/" + patient))
                        .path("total")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void labelThatIsNewAtTheEhr_isRefused_andWhatStandsIsLeft() {
        assertThat(statuses(as("POST", "", bundle("transaction", problem(id, "\"source\":\"urn:x\"")))))
                .containsExactly("201");
        assertThat(statuses(as("POST", "", bundle("batch", problem(id, label(CONFIDENTIALITY, "R"))))))
                .containsExactly("403");
        assertThat(stored(id).at("/meta/versionId").asText()).isEqualTo("1");
    }

    @Test
    void whatIsThereOfOneEhr_isFoundByTheSystemOfItsIdentifiers() {
        as("POST", "", bundle("transaction", problem(id, "\"source\":\"urn:x\"")));
        JsonNode found = json(as(
                "GET",
                "/Condition?patient=Patient/" + patient + "&identifier=" + encode(EHR + "|")
                        + "&_count=1000&_elements=identifier",
                ""));
        assertThat(found.at("/entry/0/resource/identifier/0/value").asText()).isEqualTo(id);
        assertThat(found.at("/entry/0/resource/code").isMissingNode()).isTrue();
        assertThat(as("GET", "/Condition?patient=Patient/" + patient + "&identifier=" + encode("urn:other|"), "")
                        .body())
                .doesNotContain(id);
    }
}
