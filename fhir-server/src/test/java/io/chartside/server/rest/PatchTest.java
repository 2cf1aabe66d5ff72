package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** FHIR R4, http.html#patch: JSON Patch (RFC 6902) and FHIRPath Patch (fhirpatch.html). */
class PatchTest extends RestTest {
    private static final String JSON_PATCH = "application/json-patch+json";

    @Test
    void jsonPatch_changesWhatItNamesAndMakesTheNextVersion() {
        String id = patient("Holm");
        HttpResponse<String> patched = jsonPatch(id, """
                [{"op":"test","path":"/name/0/family","value":"Holm"},
                 {"op":"replace","path":"/active","value":false},
                 {"op":"add","path":"/name/0/given","value":["Ada"]},
                 {"op":"add","path":"/name/0/given/-","value":"B"},
                 {"op":"copy","from":"/name/0","path":"/name/-"},
                 {"op":"remove","path":"/name/0"}]""");
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        assertThat(patched.headers().firstValue("ETag")).hasValue("W/\"2\"");
        assertThat(patched.headers().firstValue("Location")).hasValue(BASE + "/Patient/" + id + "/_history/2");
        JsonNode read = json(get("/Patient/" + id));
        assertThat(read).isEqualTo(json(patched));
        assertThat(read.get("active").asBoolean()).isFalse();
        assertThat(read.get("name")).hasSize(1);
        assertThat(read.at("/name/0/given/1").asText()).isEqualTo("B");
        assertThat(read.at("/meta/versionId").asText()).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"op\":\"test\",\"path\":\"/active\",\"value\":false}]|422",
                "[{\"op\":\"remove\",\"path\":\"/gender\"}]|422",
                "[{\"op\":\"replace\",\"path\":\"/name/7/family\",\"value\":\"x\"}]|422",
                "[{\"op\":\"add\",\"path\":\"/unheard\",\"value\":\"x\"}]|422",
                "[{\"op\":\"add\",\"path\":\"/gender\",\"value\":\"unheard\"}]|422",
                "[{\"op\":\"replace\",\"path\":\"/id\",\"value\":\"other\"}]|422",
                "[{\"op\":\"replace\",\"path\":\"/resourceType\",\"value\":\"Basic\"}]|422",
                "[{\"op\":\"replace\",\"path\":\"/meta/versionId\",\"value\":\"9\"}]|422",
                "[{\"op\":\"replace\",\"path\":\"/meta/lastUpdated\",\"value\":\"2020-01-01T00:00:00Z\"}]|422",
                "[{\"op\":\"remove\",\"path\":\"/meta\"}]|422",
                "[{\"op\":\"replace\",\"path\":\"\",\"value\":{\"resourceType\":\"Patient\"}}]|422",
                "[{\"op\":\"unheard\",\"path\":\"/active\"}]|400",
                "[{\"op\":\"add\",\"path\":\"/active\"}]|400",
                "[{\"path\":\"/active\"}]|400",
                "[]|400",
                "{}|400",
                "[7]|400",
                "[|400"
            })
    void jsonPatchThatDoesNotFit_isRefusedAndChangesNothing(String body, int status) {
        String id = patient("Fixed");
        assertOutcome(jsonPatch(id, body), status);
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("1");
    }

    @Test
    void jsonPatchThatCopiesItselfOverAndOver_isRefused() {
        String id = patient("Bomb");
        StringBuilder operations =
                new StringBuilder("[{\"op\":\"add\",\"path\":\"/extension\",\"value\":[{\"url\":\"a\"}]}");
        for (int i = 0; i < 60; i++) {
            operations.append(",{\"op\":\"copy\",\"from\":\"/extension\",\"path\":\"/extension/-\"}");
        }
        assertOutcome(jsonPatch(id, operations.append(']').toString()), 413);
    }

    @Test
    void fhirPathPatch_addsInsertsDeletesReplacesAndMoves() {
        String id = created("Patient", """
                {"resourceType":"Patient","active":true,"birthDate":"1970-01-01","gender":"male",
                 "name":[{"family":"One"},{"family":"Two"}],
                 "telecom":[{"system":"phone","value":"1","use":"home"},{"system":"email","value":"2"}]}""");
        HttpResponse<String> patched = fhirPathPatch(
                "Patient/" + id,
                operation("add", "Patient", name("maritalStatus"), value("valueCodeableConcept", "{\"text\":\"m\"}")),
                operation(
                        "add",
                        "Patient",
                        name("contact"),
                        "{\"name\":\"value\",\"part\":[{\"name\":\"name\",\"valueHumanName\":{\"text\":\"Kin\"}},"
                                + "{\"name\":\"gender\",\"valueCode\":\"female\"}]}"),
                operation(
                        "insert",
                        "Patient.name",
                        "{\"name\":\"index\",\"valueInteger\":1}",
                        value("valueHumanName", "{\"family\":\"Between\"}")),
                operation("replace", "Patient.birthDate", value("valueDate", "\"1971-02-03\"")),
                operation("replace", "Patient.gender", value("valueString", "\"female\"")),
                operation("delete", "Patient.telecom.where(system = 'phone' and use = 'home')"),
                operation("delete", "Patient.address"),
                operation("add", "Patient.name[0]", name("given"), value("valueString", "\"Ada\"")),
                operation("add", "Patient", name("deceased"), value("valueBoolean", "false")),
                operation(
                        "move",
                        "Patient.name",
                        "{\"name\":\"source\",\"valueInteger\":2}",
                        "{\"name\":\"destination\",\"valueInteger\":0}"));
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        JsonNode read = json(get("/Patient/" + id));
        assertThat(read.at("/maritalStatus/text").asText()).isEqualTo("m");
        assertThat(read.at("/contact/0/name/text").asText()).isEqualTo("Kin");
        assertThat(read.at("/contact/0/gender").asText()).isEqualTo("female");
        assertThat(read.get("birthDate").asText()).isEqualTo("1971-02-03");
        assertThat(read.get("gender").asText()).isEqualTo("female");
        assertThat(read.get("telecom")).hasSize(1);
        assertThat(read.get("deceasedBoolean").asBoolean(true)).isFalse();
        List<String> families = new ArrayList<>();
        read.get("name").forEach(name -> families.add(name.get("family").asText()));
        assertThat(families).containsExactly("Two", "One", "Between");
        assertThat(read.at("/name/1/given/0").asText()).isEqualTo("Ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"add\"|Patient|422|{\"name\":\"name\",\"valueString\":\"unheard\"},{\"name\":\"value\",\"valueString\":\"x\"}",
                "\"add\"|Patient|422|{\"name\":\"name\",\"valueString\":\"active\"},{\"name\":\"value\",\"valueBoolean\":true}",
                "\"add\"|Patient|422|{\"name\":\"name\",\"valueString\":\"name\"},{\"name\":\"value\",\"valueBoolean\":true}",
                "\"replace\"|Patient.gender|422|{\"name\":\"value\",\"valueCode\":\"female\"}",
                "\"replace\"|Patient.active|422|{\"name\":\"value\",\"valueString\":\"perhaps\"}",
                "\"replace\"|Patient.id|422|{\"name\":\"value\",\"valueString\":\"other\"}",
                "\"replace\"|Patient.name|400|",
                "\"insert\"|Patient.name|422|{\"name\":\"index\",\"valueInteger\":7},{\"name\":\"value\",\"valueHumanName\":{\"text\":\"x\"}}",
                "\"delete\"|Patient.name.where(family.matches('(a+)+'))|400|",
                "\"delete\"|Patient.descendants()|400|",
                "\"delete\"|Patient.name[|400|",
                "\"delete\"||400|",
                "\"unheard\"|Patient.name|400|"
            })
    void fhirPathPatchThatDoesNotFit_isRefusedWithThePlaceInTheRequest(String row) {
        String[] parts = row.split("\\|", 4);
        String id = patient("Fixed");
        HttpResponse<String> response = fhirPathPatch(
                "Patient/" + id,
                operation(
                        parts[0].replace("\"", ""),
                        parts[1],
                        parts[3].isEmpty() ? new String[0] : new String[] {parts[3]}));
        assertOutcome(response, Integer.parseInt(parts[2]));
        assertThat(json(response).at("/issue/0/expression/0").asText()).isNotEmpty();
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("1");
    }

    @Test
    void aPatchCannotTakeASecurityLabelAwayNorMoveAResourceToAnotherPatient() {
        String one = patient("One");
        String other = patient("Other");
        String id = created(
                "Condition",
                "{\"resourceType\":\"Condition\",\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]},\"subject\":{\"reference\":\"Patient/"
                        + one + "\"}}");
        assertOutcome(patch("/Condition/" + id, JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/meta/security\"}]"), 422);
        assertOutcome(
                patch(
                        "/Condition/" + id,
                        JSON_PATCH,
                        "[{\"op\":\"replace\",\"path\":\"/subject/reference\",\"value\":\"Patient/" + other + "\"}]"),
                422);
        assertOutcome(patch("/Condition/" + id, JSON_PATCH, "[{\"op\":\"remove\",\"path\":\"/subject\"}]"), 422);
        assertThat(json(get("/Condition/" + id)).at("/meta/versionId").asText()).isEqualTo("1");
    }

    @Test
    void ifMatchAndPreferAndMissingResources() {
        String id = patient("Guarded");
        String body = "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]";
        assertOutcome(patch("/Patient/" + id, JSON_PATCH, body, "If-Match", "W/\"7\""), 412);
        HttpResponse<String> minimal =
                patch("/Patient/" + id, JSON_PATCH, body, "If-Match", "W/\"1\"", "Prefer", "return=minimal");
        assertThat(minimal.statusCode()).isEqualTo(200);
        assertThat(minimal.body()).isEmpty();
        assertOutcome(patch("/Patient/never-was", JSON_PATCH, body), 404);
        delete("/Patient/" + id);
        assertOutcome(patch("/Patient/" + id, JSON_PATCH, body), 410);
        assertOutcome(patch("/Patient/" + id, "application/merge-patch+json", "{}"), 400);
        assertOutcome(patch("/Patient/" + id, "text/plain", "<diff/>"), 415);
        assertOutcome(patch("/Patient/" + id, FHIR_JSON, "{\"resourceType\":\"Patient\"}"), 415);
        HttpRequest.Builder withoutRight = request("/Patient/" + id, "system/Patient.r")
                .header("Content-Type", JSON_PATCH)
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body));
        assertOutcome(send(withoutRight), 403);
    }

    @Test
    void conditionalPatch_changesTheOneThatMatches() {
        String value = UUID.randomUUID().toString();
        String id = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"active\":true,\"identifier\":[{\"system\":\"urn:patch\",\"value\":\""
                        + value + "\"}]}");
        String body = "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]";
        HttpResponse<String> patched = patch("/Patient?identifier=" + encode("urn:patch|" + value), JSON_PATCH, body);
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        assertThat(json(patched).get("id").asText()).isEqualTo(id);
        assertOutcome(patch("/Patient?identifier=" + encode("urn:patch|none-" + value), JSON_PATCH, body), 404);
        assertOutcome(patch("/Patient", JSON_PATCH, body), 400);
    }

    @Test
    void withinATransactionBothKindsAreApplied_andAllOrNothing() {
        String id = patient("Inside");
        String other = patient("Beside");
        String jsonPatch = Base64.getEncoder()
                .encodeToString(
                        "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]".getBytes(StandardCharsets.UTF_8));
        String transaction = """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"resource":{"resourceType":"Binary","contentType":"application/json-patch+json","data":"%s"},
                  "request":{"method":"PATCH","url":"Patient/%s"}},
                 {"fullUrl":"urn:uuid:6f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11",
                  "resource":{"resourceType":"Organization","name":"Made beside"},
                  "request":{"method":"POST","url":"Organization"}},
                 {"resource":%s,"request":{"method":"PATCH","url":"Patient/%s","ifMatch":"W/\\"%d\\""}}]}""";
        String second = parameters(operation(
                "add",
                "Patient",
                name("managingOrganization"),
                value("valueReference", "{\"reference\":\"urn:uuid:6f3f3d4e-0a3c-4a53-9f0e-0d5f0a7d8c11\"}")));
        assertOutcome(post("", transaction.formatted(jsonPatch, id, second, other, 9)), 412);
        assertThat(json(get("/Patient/" + id)).get("active").asBoolean()).isTrue();
        HttpResponse<String> done = post("", transaction.formatted(jsonPatch, id, second, other, 1));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        assertThat(entries(json(done)))
                .extracting(e -> e.at("/response/status").asText())
                .containsExactly("200 OK", "201 Created", "200 OK");
        assertThat(json(get("/Patient/" + id)).get("active").asBoolean()).isFalse();
        assertThat(json(get("/Patient/" + other))
                        .at("/managingOrganization/reference")
                        .asText())
                .startsWith("Organization/");
        HttpResponse<String> batch = post(
                "", transaction.replace("\"transaction\"", "\"batch\"").formatted(jsonPatch, id, second, other, 2));
        assertThat(entries(json(batch)).get(0).at("/response/status").asText()).isEqualTo("200 OK");
    }

    @Test
    void racingPatchesWithIfMatch_exactlyOneOfEachVersionWins() throws Exception {
        String id = patient("Raced");
        int writers = 8;
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Callable<Integer>> racing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String family = "Winner" + i;
                racing.add(() -> patch(
                                "/Patient/" + id,
                                JSON_PATCH,
                                "[{\"op\":\"replace\",\"path\":\"/name/0/family\",\"value\":\"" + family + "\"}]",
                                "If-Match",
                                "W/\"1\"")
                        .statusCode());
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> future : pool.invokeAll(racing)) {
                statuses.add(future.get());
            }
            assertThat(statuses).containsOnlyOnce(200);
            assertThat(statuses).filteredOn(status -> status == 412).hasSize(writers - 1);
        } finally {
            pool.shutdownNow();
        }
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("2");
    }

    @Test
    void aPatchIsAuditedAsSuch_refusedOnesToo() {
        String id = patient("Watched");
        String requestId = UUID.randomUUID().toString();
        String body = "[{\"op\":\"replace\",\"path\":\"/active\",\"value\":false}]";
        patch("/Patient/" + id, JSON_PATCH, body, "X-Request-Id", requestId);
        patch("/Patient/" + id, JSON_PATCH, body, "X-Request-Id", requestId, "If-Match", "W/\"1\"");
        List<JsonNode> events = new ArrayList<>();
        for (JsonNode entry : entries(json(get("/AuditEvent?subtype=patch&_count=50")))) {
            if (entry.get("resource").toString().contains(requestId)) {
                events.add(entry.get("resource"));
            }
        }
        assertThat(events).extracting(e -> e.get("outcome").asText()).containsExactlyInAnyOrder("0", "4");
        assertThat(events).extracting(e -> e.get("action").asText()).containsOnly("U");
    }

    private static HttpResponse<String> jsonPatch(String id, String body) {
        return patch("/Patient/" + id, JSON_PATCH, body);
    }

    private static HttpResponse<String> fhirPathPatch(String place, String... operations) {
        return patch("/" + place, FHIR_JSON, parameters(operations));
    }

    private static String parameters(String... operations) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", operations) + "]}";
    }

    private static String operation(String type, String path, String... more) {
        List<String> parts = new ArrayList<>();
        parts.add("{\"name\":\"type\",\"valueCode\":\"" + type + "\"}");
        if (!path.isEmpty()) {
            parts.add("{\"name\":\"path\",\"valueString\":\"" + path + "\"}");
        }
        parts.addAll(List.of(more));
        return "{\"name\":\"operation\",\"part\":[" + String.join(",", parts) + "]}";
    }

    private static String name(String element) {
        return "{\"name\":\"name\",\"valueString\":\"" + element + "\"}";
    }

    private static String value(String type, String json) {
        return "{\"name\":\"value\",\"" + type + "\":" + json + "}";
    }
}
