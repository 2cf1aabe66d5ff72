package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.store.OnOldestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** FHIR R4, http.html#transaction. */
@OnOldestPostgres
class TransactionTest extends RestTest {
    private static final String SYSTEM = "urn:example:transaction-test";

    @Test
    void entriesReferToEachOtherWhereverAReferenceStands() throws Exception {
        String patient = urn();
        String encounter = urn();
        JsonNode response = json(transaction(
                creating(encounter, """
                        {"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"%s"}}
                        """.formatted(patient)),
                creating(patient, "{\"resourceType\":\"Patient\",\"active\":true}"),
                creating(urn(), """
                        {"resourceType":"Condition","contained":[{"resourceType":"Observation","id":"o","status":"final",
                          "code":{"text":"x"},"subject":{"reference":"%s"}}],
                         "extension":[{"url":"urn:x","valueReference":{"reference":"%s"}}],
                         "evidence":[{"detail":[{"reference":"#o"}]}],
                         "subject":{"reference":"%s"},"encounter":{"reference":"%s"}}
                        """.formatted(patient, encounter, patient, encounter))));
        assertThat(response.get("type").asText()).isEqualTo("transaction-response");
        List<JsonNode> entries = entries(response);
        assertThat(entries).extracting(e -> e.at("/response/status").asText()).containsOnly("201 Created");
        assertThat(entries).allSatisfy(e -> assertThat(e.has("resource")).isFalse());
        String encounterReference = reference(entries.get(0));
        String patientReference = reference(entries.get(1));
        JsonNode condition = json(get("/" + reference(entries.get(2))));
        assertThat(condition.at("/subject/reference").asText()).isEqualTo(patientReference);
        assertThat(condition.at("/encounter/reference").asText()).isEqualTo(encounterReference);
        assertThat(condition.at("/contained/0/subject/reference").asText()).isEqualTo(patientReference);
        assertThat(condition.at("/extension/0/valueReference/reference").asText())
                .isEqualTo(encounterReference);
        assertThat(condition.at("/evidence/0/detail/0/reference").asText()).isEqualTo("#o");
        assertThat(entries.get(0).at("/response/etag").asText()).isEqualTo("W/\"1\"");
        assertThat(entries.get(0).at("/response/lastModified").asText()).isNotEmpty();
    }

    @Test
    void oneBadEntryRefusesAllAndLeavesNothing() {
        String value = UUID.randomUUID().toString();
        String good = identified("Patient", value);
        for (ObjectNode bad : List.of(
                creating(urn(), "{\"resourceType\":\"Observation\",\"status\":\"final\"}"),
                creating(urn(), condition(urn(), "refers to nothing")),
                creating(urn(), condition("Patient?identifier=" + SYSTEM + "|nobody", "refers to nobody")),
                entry("PUT", "Patient/" + patient("Held"), null, "{\"resourceType\":\"Patient\",\"id\":\"other\"}"),
                entry("GET", "Patient/never-was", null, null),
                entry("PATCH", "Patient/never-was", null, "{\"resourceType\":\"Patient\"}"),
                entry("POST", "Condition", null, "{\"resourceType\":\"Patient\"}"),
                entry("POST", "Unheard", null, "{\"resourceType\":\"Patient\"}"))) {
            HttpResponse<String> response = transaction(creating(urn(), good), bad);
            assertThat(response.statusCode()).as(response.body()).isBetween(400, 422);
            assertThat(json(response).get("resourceType").asText()).isEqualTo("OperationOutcome");
        }
        assertThat(found("Patient", value)).isZero();
    }

    @Test
    void refusalNamesTheEntryAndTheElement() {
        HttpResponse<String> response = transaction(
                creating(urn(), "{\"resourceType\":\"Patient\"}"),
                creating(urn(), "{\"resourceType\":\"Patient\",\"link\":[{\"type\":\"seealso\"}]}"));
        assertOutcome(response, 422);
        assertThat(json(response).at("/issue/0/expression/0").asText())
                .isEqualTo("Bundle.entry[1].resource.link[0].other");
    }

    @Test
    void ifMatchInsideDecidesForAll() {
        String id = patient("Before");
        String changed = "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}";
        ObjectNode stale = entry("PUT", "Patient/" + id, null, changed);
        ((ObjectNode) stale.get("request")).put("ifMatch", "W/\"9\"");
        String value = UUID.randomUUID().toString();
        assertOutcome(transaction(creating(urn(), identified("Patient", value)), stale), 412);
        assertThat(found("Patient", value)).isZero();
        ((ObjectNode) stale.get("request")).put("ifMatch", "W/\"1\"");
        assertThat(transaction(stale).statusCode()).isEqualTo(200);
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("2");
    }

    @Test
    void conditionalEntriesCreateOnceThenMeetWhatIsThere() {
        String value = UUID.randomUUID().toString();
        String full = urn();
        ObjectNode create = creating(full, identified("Patient", value));
        ((ObjectNode) create.get("request")).put("ifNoneExist", "identifier=" + SYSTEM + "|" + value);
        String note = UUID.randomUUID().toString();
        ObjectNode update = entry(
                "PUT",
                "Encounter?identifier=" + SYSTEM + "|" + note,
                urn(),
                "{\"resourceType\":\"Encounter\",\"identifier\":[{\"system\":\"" + SYSTEM + "\",\"value\":\"" + note
                        + "\"}],\"status\":\"finished\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\""
                        + full
                        + "\"}}");
        List<JsonNode> first = entries(json(transaction(create, update)));
        List<JsonNode> second = entries(json(transaction(create, update)));
        assertThat(first).extracting(e -> e.at("/response/status").asText()).containsOnly("201 Created");
        assertThat(second).extracting(e -> e.at("/response/status").asText()).containsOnly("200 OK");
        assertThat(reference(second.get(0))).isEqualTo(reference(first.get(0)));
        assertThat(second.get(0).at("/response/etag").asText()).isEqualTo("W/\"1\"");
        assertThat(second.get(1).at("/response/etag").asText()).isEqualTo("W/\"2\"");
        assertThat(json(get("/" + reference(second.get(1))))
                        .at("/subject/reference")
                        .asText())
                .isEqualTo(reference(first.get(0)));
        JsonNode condition = json(
                transaction(creating(urn(), condition("Patient?identifier=" + SYSTEM + "|" + value, "by condition"))));
        assertThat(json(get("/" + reference(entries(condition).get(0))))
                        .at("/subject/reference")
                        .asText())
                .isEqualTo(reference(first.get(0)));
    }

    @Test
    void racingConditionalCreatesMakeExactlyOneResource() throws Exception {
        String value = UUID.randomUUID().toString();
        ExecutorService racers = Executors.newFixedThreadPool(8);
        List<Callable<Integer>> writes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            writes.add(() -> send(request("/Patient")
                            .header("Content-Type", FHIR_JSON)
                            .header("If-None-Exist", "identifier=" + SYSTEM + "|" + value)
                            .POST(HttpRequest.BodyPublishers.ofString(identified("Patient", value))))
                    .statusCode());
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> write : racers.invokeAll(writes)) {
            statuses.add(write.get());
        }
        racers.shutdown();
        assertThat(statuses).containsOnlyOnce(201).allSatisfy(s -> assertThat(s).isIn(200, 201));
        assertThat(found("Patient", value)).isEqualTo(1);
    }

    @Test
    void readsInsideSeeWhatTheWritesLeft() {
        String id = patient("Read inside");
        List<JsonNode> entries = entries(json(transaction(
                entry("GET", "Patient/" + id, null, null),
                entry(
                        "PUT",
                        "Patient/" + id,
                        null,
                        "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}"))));
        assertThat(entries.get(0).at("/resource/active").asBoolean(true)).isFalse();
        assertThat(entries.get(0).at("/response/status").asText()).isEqualTo("200 OK");
    }

    @Test
    void twoEntriesMayNotWriteTheSameResource() {
        String id = patient("Twice");
        String body = "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
        assertOutcome(
                transaction(entry("PUT", "Patient/" + id, null, body), entry("DELETE", "Patient/" + id, null, null)),
                400);
        String full = urn();
        assertOutcome(
                transaction(
                        creating(full, "{\"resourceType\":\"Patient\"}"),
                        creating(full, "{\"resourceType\":\"Patient\"}")),
                400);
    }

    @Test
    void everyEntryOfABatchStandsForItself() {
        String id = patient("Batch");
        ObjectNode bundle = bundle(
                "batch",
                creating(urn(), "{\"resourceType\":\"Patient\",\"active\":true}"),
                creating(urn(), "{\"resourceType\":\"Patient\",\"unheard\":1}"),
                entry("GET", "Patient/" + id, null, null),
                entry("GET", "Patient/never-was", null, null),
                entry("DELETE", "Patient/" + id, null, null),
                entry("GET", "Patient?_id=" + id + "&unheard=1", null, null));
        HttpResponse<String> response = post("", bundle.toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> entries = entries(json(response));
        assertThat(entries)
                .extracting(e -> e.at("/response/status").asText().substring(0, 3))
                .containsExactly("201", "422", "200", "404", "204", "400");
        assertThat(entries.get(1).at("/response/outcome/issue/0/expression/0").asText())
                .isEqualTo("Patient.unheard");
    }

    /** Random graphs of resources that refer to each other: every reference is resolved, or nothing is there. */
    @Test
    void randomBundlesComeOutAsTheyWentIn() {
        Random random = new Random(7);
        for (int round = 0; round < 15; round++) {
            String tag = "round-" + UUID.randomUUID();
            int size = 2 + random.nextInt(60);
            List<String> urns = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                urns.add(urn());
            }
            Map<Integer, Integer> subjects = new HashMap<>();
            List<ObjectNode> entries = new ArrayList<>();
            boolean broken = random.nextInt(3) == 0;
            for (int i = 0; i < size; i++) {
                if (i % 3 == 0) {
                    entries.add(creating(urns.get(i), identified("Patient", tag)));
                } else {
                    int subject = random.nextInt((size + 2) / 3) * 3;
                    subjects.put(i, subject);
                    entries.add(creating(urns.get(i), condition(urns.get(subject), tag)));
                }
            }
            if (broken) {
                entries.add(creating(urn(), condition(urn(), tag)));
            }
            HttpResponse<String> response = transaction(entries.toArray(ObjectNode[]::new));
            int patients = (size + 2) / 3;
            if (broken) {
                assertOutcome(response, 400);
                assertThat(found("Patient", tag)).isZero();
                continue;
            }
            List<JsonNode> answers = entries(json(response));
            assertThat(answers).hasSize(size);
            assertThat(found("Patient", tag)).isEqualTo(patients);
            subjects.forEach((i, subject) -> assertThat(json(get("/" + reference(answers.get(i))))
                            .at("/subject/reference")
                            .asText())
                    .isEqualTo(reference(answers.get(subject))));
        }
    }

    @Test
    void severalHundredEntriesAreOneTransaction() {
        List<ObjectNode> entries = new ArrayList<>();
        String patient = urn();
        entries.add(creating(patient, "{\"resourceType\":\"Patient\",\"active\":true}"));
        for (int i = 0; i < 400; i++) {
            entries.add(creating(urn(), condition(patient, "condition " + i)));
        }
        HttpResponse<String> response = transaction(entries.toArray(ObjectNode[]::new));
        assertThat(response.statusCode()).isEqualTo(200);
        String id = reference(entries(json(response)).get(0));
        assertThat(json(get("/Condition?_summary=count&subject=" + id))
                        .get("total")
                        .asInt())
                .isEqualTo(400);
    }

    @Test
    void whatIsNoTransactionIsRefused() {
        assertOutcome(post("", "{\"resourceType\":\"Patient\"}"), 400);
        assertOutcome(post("", "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}"), 400);
        assertOutcome(delete(""), 405);
    }

    // ---- entries

    private static HttpResponse<String> transaction(ObjectNode... entries) {
        return post("", bundle("transaction", entries).toString());
    }

    private static ObjectNode bundle(String type, ObjectNode... entries) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", type);
        ArrayNode array = bundle.putArray("entry");
        for (ObjectNode entry : entries) {
            array.add(entry);
        }
        return bundle;
    }

    private static ObjectNode creating(String fullUrl, String resource) {
        return entry("POST", typeOf(resource), fullUrl, resource);
    }

    private static String typeOf(String resource) {
        try {
            return JSON.readTree(resource).get("resourceType").asText();
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
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
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String identified(String type, String value) {
        return "{\"resourceType\":\"" + type + "\",\"identifier\":[{\"system\":\"" + SYSTEM + "\",\"value\":\"" + value
                + "\"}]}";
    }

    private static int found(String type, String value) {
        return json(get("/" + type + "?_summary=count&identifier=" + encode(SYSTEM + "|" + value)))
                .get("total")
                .asInt();
    }

    private static String reference(JsonNode entry) {
        return entry.at("/response/location").asText().replaceAll("/_history.*", "");
    }

    private static String urn() {
        return "urn:uuid:" + UUID.randomUUID();
    }
}
