package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * FHIR R4, http.html#trules: a server replaces the links between entries wherever they stand, and a transaction succeeds
 * or fails as a whole, what it reads included.
 */
class TransactionLinksTest extends RestTest {
    private static final String SYSTEM = "urn:example:transaction-links-test";

    @Test
    void linksAreReplacedInUrisAndNarrativeToo() {
        String binary = urn();
        String patient = urn();
        JsonNode response = transaction(
                entry("POST", "Binary", binary, """
                        {"resourceType":"Binary","contentType":"text/plain","data":"aGk="}"""),
                entry("POST", "Patient", patient, "{\"resourceType\":\"Patient\"}"),
                entry("POST", "DocumentReference", urn(), """
                        {"resourceType":"DocumentReference","status":"current","subject":{"reference":"%2$s"},
                         "text":{"status":"generated","div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><a href=\\"%2$s\\">she</a><p>%2$s</p></div>"},
                         "identifier":[{"system":"%2$s","value":"%2$s"}],
                         "extension":[{"url":"urn:x","valueUri":"%2$s"},{"url":"urn:x","valueUrl":"%2$s"},
                           {"url":"urn:x","valueUuid":"%2$s"},{"url":"urn:x","valueCanonical":"%2$s"},{"url":"urn:x","valueString":"%2$s"}],
                         "content":[{"attachment":{"url":"%1$s"}}]}""".formatted(binary, patient)),
                entry("POST", "Provenance", urn(), """
                        {"resourceType":"Provenance","recorded":"2026-01-01T00:00:00Z","target":[{"reference":"%2$s"}],
                         "policy":["urn:a","%1$s"],"agent":[{"who":{"reference":"%2$s"}}]}""".formatted(binary, patient)));
        List<JsonNode> entries = entries(response);
        String binaryReference = reference(entries.get(0));
        String patientReference = reference(entries.get(1));
        JsonNode document = json(get("/" + reference(entries.get(2))));
        assertThat(document.at("/content/0/attachment/url").asText()).isEqualTo(binaryReference);
        assertThat(document.at("/text/div").asText())
                .contains("<a href=\"" + patientReference + "\">she</a>")
                .contains("<p>" + patient + "</p>");
        assertThat(document.at("/identifier/0/system").asText()).isEqualTo(patientReference);
        assertThat(document.at("/identifier/0/value").asText()).isEqualTo(patient);
        assertThat(document.at("/extension/0/valueUri").asText()).isEqualTo(patientReference);
        assertThat(document.at("/extension/1/valueUrl").asText()).isEqualTo(patientReference);
        assertThat(document.at("/extension/3/valueCanonical").asText()).isEqualTo(patient);
        assertThat(document.at("/extension/4/valueString").asText()).isEqualTo(patient);
        JsonNode provenance = json(get("/" + reference(entries.get(3))));
        assertThat(provenance.at("/policy/0").asText()).isEqualTo("urn:a");
        assertThat(provenance.at("/policy/1").asText()).isEqualTo(binaryReference);
    }

    @Test
    void relativeReferenceIsResolvedAgainstTheFullUrlItStandsUnder() {
        JsonNode response = transaction(
                entry("POST", "Patient", "https://other.example/fhir/Patient/77", "{\"resourceType\":\"Patient\"}"),
                entry("POST", "Condition", "https://other.example/fhir/Condition/5", condition("Patient/77", "x")));
        JsonNode condition = json(get("/" + reference(entries(response).get(1))));
        assertThat(condition.at("/subject/reference").asText())
                .isEqualTo(reference(entries(response).get(0)));
    }

    @Test
    void searchInATransaction_namesItsEntriesByTheirFullUrls() {
        String patient = urn();
        JsonNode response = transaction(
                entry("POST", "Patient", patient, "{\"resourceType\":\"Patient\"}"),
                entry("POST", "Condition", urn(), condition(patient, "x")),
                entry("GET", "Condition?subject=" + patient, null, null),
                entry("GET", "Condition?subject=" + encode(patient), null, null));
        assertThat(entries(entries(response).get(2).get("resource"))).hasSize(1);
        assertThat(entries(entries(response).get(3).get("resource"))).hasSize(1);
    }

    @Test
    void preferredOutcomesStandInTheResponses() {
        HttpResponse<String> response = send(request("")
                .header("Content-Type", FHIR_JSON)
                .header("Prefer", "return=OperationOutcome")
                .POST(HttpRequest.BodyPublishers.ofString(
                        bundle(entry("POST", "Patient", urn(), "{\"resourceType\":\"Patient\"}"))
                                .toString())));
        JsonNode entry = entries(json(response)).get(0);
        assertThat(entry.has("resource")).isFalse();
        assertThat(entry.at("/response/outcome/issue/0/severity").asText()).isEqualTo("information");
    }

    @Test
    void readThatCannotBeServed_refusesTheTransaction() {
        String value = UUID.randomUUID().toString();
        String patient = "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + SYSTEM + "\",\"value\":\""
                + value + "\"}]}";
        for (String read : List.of(
                "Patient?colour=red",
                "Patient?family:foo=x",
                "Patient?birthdate=yesterday",
                "AuditEvent?colour=red",
                "Unheard?x=1",
                "metadata",
                "$unheard",
                "Patient/never-was/$unheard",
                "Patient/never-was",
                "https://other.example/fhir/Patient/1")) {
            HttpResponse<String> refused = post(
                    "",
                    bundle(entry("POST", "Patient", urn(), patient), entry("GET", read, null, null))
                            .toString());
            assertThat(refused.statusCode()).as(read + " " + refused.body()).isBetween(400, 404);
            assertThat(json(refused).at("/issue/0/expression/0").asText())
                    .as(read)
                    .isEqualTo("Bundle.entry[1]");
        }
        assertThat(entries(json(get("/Patient?identifier=" + encode(SYSTEM + "|" + value)))))
                .isEmpty();
    }

    private static JsonNode transaction(ObjectNode... entries) {
        HttpResponse<String> response = post("", bundle(entries).toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response);
    }

    private static ObjectNode bundle(ObjectNode... entries) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode array = bundle.putArray("entry");
        for (ObjectNode entry : entries) {
            array.add(entry);
        }
        return bundle;
    }

    private static ObjectNode entry(String method, String url, String fullUrl, String resource) {
        try {
            ObjectNode entry = JSON.createObjectNode();
            if (fullUrl != null) {
                entry.put("fullUrl", fullUrl);
            }
            if (resource != null) {
                entry.set("resource", JSON.readTree(resource));
            }
            entry.putObject("request").put("method", method).put("url", url);
            return entry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String urn() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    private static String reference(JsonNode entry) {
        return entry.at("/response/location").asText().replaceAll("/_history/.*", "");
    }
}
