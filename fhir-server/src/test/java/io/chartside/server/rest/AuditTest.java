package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** MA9: every access leaves its events; the table of IHE BALP 1.1 in what they say. */
class AuditTest extends RestTest {

    @Test
    void createAndReadName_whoWhatWhereFromAndWhichRequest() {
        String requestId = requestId();
        HttpResponse<String> created = send(request("/Patient")
                .header("Content-Type", FHIR_JSON)
                .header("X-Request-Id", requestId)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\",\"active\":true}")));
        String id = json(created).get("id").asText();
        send(request("/Patient/" + id).header("X-Request-Id", requestId));

        List<JsonNode> events = eventsOf(id, requestId);
        assertThat(events).hasSize(2);
        JsonNode create = events.stream()
                .filter(e -> e.get("action").asText().equals("C"))
                .findFirst()
                .orElseThrow();
        assertThat(create.at("/type/code").asText()).isEqualTo("rest");
        assertThat(create.at("/subtype/0/code").asText()).isEqualTo("create");
        assertThat(create.at("/outcome").asText()).isEqualTo("0");
        assertThat(create.at("/agent/0/type/coding/0/code").asText()).isEqualTo("110153");
        assertThat(create.at("/agent/1/type/coding/0/code").asText()).isEqualTo("110152");
        assertThat(create.at("/agent/0/who/identifier/value").asText()).isEqualTo("tester");
        assertThat(create.at("/agent/0/network/address").asText()).isEqualTo("127.0.0.1");
        assertThat(create.at("/agent/2/policy/0").asText()).startsWith("urn:ietf:params:oauth:jti:");
        assertThat(references(create)).contains("Patient/" + id + "/_history/1", "Patient/" + id);
        JsonNode read = events.stream()
                .filter(e -> e.get("action").asText().equals("R"))
                .findFirst()
                .orElseThrow();
        assertThat(read.at("/agent/0/type/coding/0/code").asText()).isEqualTo("110152");
        assertThat(read.at("/agent/1/type/coding/0/code").asText()).isEqualTo("110153");
        assertThat(json(get("/AuditEvent/" + read.get("id").asText()))).isEqualTo(read);
    }

    @Test
    void aSearchReadsAsOneEventForEachPatientItShowed() {
        String family = "Audit" + UUID.randomUUID().toString().substring(0, 8);
        List<String> patients = List.of(patient(family), patient(family), patient(family));
        String requestId = requestId();
        send(request("/Patient?family=" + family).header("X-Request-Id", requestId));
        List<JsonNode> all = new ArrayList<>();
        for (String id : patients) {
            List<JsonNode> events = eventsOf(id, requestId);
            assertThat(events).hasSize(1);
            assertThat(references(events.get(0))).containsExactly("Patient/" + id);
            all.addAll(events);
        }
        assertThat(all).extracting(e -> e.get("id").asText()).doesNotHaveDuplicates();
        JsonNode event = all.get(0);
        assertThat(event.get("action").asText()).isEqualTo("E");
        String query = event.at("/entity/1/query").asText();
        assertThat(new String(Base64.getDecoder().decode(query)))
                .isEqualTo("GET " + BASE + "/Patient?family=" + family);
        assertThat(json(get("/AuditEvent/" + event.get("id").asText()))).isEqualTo(event);
    }

    @Test
    void refusalsAreOnRecordAndMetadataIsNot() {
        String requestId = requestId();
        send(request("/Patient/never-was").header("X-Request-Id", requestId));
        send(request("/Patient?unheard=1").header("X-Request-Id", requestId));
        send(request("/Patient/x", "system/Observation.r").header("X-Request-Id", requestId));
        send(request("/Patient")
                .header("Content-Type", FHIR_JSON)
                .header("X-Request-Id", requestId)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\",\"x\":1,\"x\":2}")));
        send(HttpRequest.newBuilder(URI.create(BASE + "/metadata")).header("X-Request-Id", requestId));
        List<JsonNode> events =
                latest().stream().filter(e -> e.toString().contains(requestId)).toList();
        assertThat(events)
                .hasSize(4)
                .allSatisfy(e -> assertThat(e.get("outcome").asText()).isEqualTo("4"));
        assertThat(events)
                .extracting(e -> e.at("/subtype/0/code").asText())
                .containsExactlyInAnyOrder("read", "search-type", "read", "create");
    }

    @Test
    void aRefusedTransactionIsOneFailureAndNothingElse() {
        String requestId = requestId();
        HttpResponse<String> response = send(request("")
                .header("Content-Type", FHIR_JSON)
                .header("X-Request-Id", requestId)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"resourceType":"Bundle","type":"transaction","entry":[
                          {"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}},
                          {"request":{"method":"GET","url":"Patient/never-was"}}]}
                        """)));
        assertThat(response.statusCode()).isEqualTo(404);
        List<JsonNode> events =
                latest().stream().filter(e -> e.toString().contains(requestId)).toList();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).at("/subtype/0/code").asText()).isEqualTo("transaction");
        assertThat(events.get(0).get("outcome").asText()).isEqualTo("4");
    }

    @Test
    void aTransactionIsOneEventForEachEntry_foundByItsOwnWordsOnly() {
        String patient = patient("Whole");
        String other = patient("Half");
        HttpResponse<String> response = post("", """
                {"resourceType":"Bundle","type":"transaction","entry":[
                  {"resource":{"resourceType":"Flag","status":"active","code":{"text":"a"},"subject":{"reference":"Patient/%1$s"}},
                   "request":{"method":"POST","url":"Flag"}},
                  {"resource":{"resourceType":"Flag","status":"active","code":{"text":"b"},"subject":{"reference":"Patient/%2$s"}},
                   "request":{"method":"POST","url":"Flag"}},
                  {"resource":{"resourceType":"Patient","id":"%2$s","active":false},"request":{"method":"PUT","url":"Patient/%2$s"}}]}
                """.formatted(patient, other));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<String> written = new ArrayList<>();
        json(response)
                .get("entry")
                .forEach(e -> written.add(
                        e.at("/response/location").asText().replaceAll(".*?(Flag|Patient)/([^/]+)/.*", "$1/$2")));

        List<JsonNode> ofFirst = resources(json(get("/AuditEvent?entity=" + written.get(0))));
        assertThat(ofFirst).hasSize(1);
        assertThat(references(ofFirst.get(0))).containsExactly(written.get(0) + "/_history/1", "Patient/" + patient);
        assertThat(json(get("/AuditEvent/" + ofFirst.get(0).get("id").asText())))
                .isEqualTo(ofFirst.get(0));
        assertThat(resources(json(get("/AuditEvent?entity=" + written.get(0) + "&action=U"))))
                .isEmpty();
        assertThat(resources(json(get("/AuditEvent?action=U&patient=" + other))))
                .singleElement()
                .satisfies(e -> assertThat(references(e)).contains(written.get(2) + "/_history/2"));
    }

    @Test
    void aSearchThatShowsHundredsOfPatientsIsOnRecordForEach() {
        String family = "Crowd" + UUID.randomUUID().toString().substring(0, 8);
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            entries.append(i == 0 ? "" : ",")
                    .append("{\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"")
                    .append(family)
                    .append("\"}]},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}");
        }
        assertThat(post("", "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + entries + "]}")
                        .statusCode())
                .isEqualTo(200);
        String requestId = requestId();
        HttpResponse<String> page =
                send(request("/Patient?_count=1000&family=" + family).header("X-Request-Id", requestId));
        assertThat(page.statusCode()).as(page.body().substring(0, 300)).isEqualTo(200);
        List<JsonNode> shown = resources(json(page));
        assertThat(shown).hasSize(600);
        for (int i : new int[] {0, 299, 599}) {
            assertThat(eventsOf(shown.get(i).get("id").asText(), requestId)).hasSize(1);
        }
    }

    @Test
    void lookingIntoTheAuditIsOnRecordOnce() {
        String id = patient("Looked");
        String requestId = requestId();
        send(request("/AuditEvent?patient=" + id).header("X-Request-Id", requestId));
        List<JsonNode> events =
                latest().stream().filter(e -> e.toString().contains(requestId)).toList();
        assertThat(events).hasSize(1);
        assertThat(events.get(0).at("/type/code").asText()).isEqualTo("110101");
    }

    @Test
    void clientsReportEventsThatJoinTheTrail_andNobodyChangesOne() {
        String patient = patient("Reported");
        String event = """
                {"resourceType":"AuditEvent","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},
                 "action":"R","recorded":"2026-03-01T10:00:00Z","outcome":"0","agent":[{"who":{"display":"EHR app"},"requestor":true}],
                 "source":{"observer":{"display":"app"}},"entity":[{"what":{"reference":"Patient/%s"}}]}
                """.formatted(patient);
        HttpResponse<String> posted = post("/AuditEvent", event);
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        String id = json(posted).get("id").asText();
        assertThat(json(get("/AuditEvent/" + id)).at("/agent/0/who/display").asText())
                .isEqualTo("EHR app");
        assertThat(entries(json(get("/AuditEvent?patient=" + patient + "&date=2026-03-01"))))
                .hasSize(1);
        assertOutcome(put("/AuditEvent/" + id, event.replaceFirst("\\{", "{\"id\":\"" + id + "\",")), 405);
        assertOutcome(delete("/AuditEvent/" + id), 405);
        assertOutcome(get("/AuditEvent/" + id + "/_history"), 405);
        assertOutcome(get("/AuditEvent?unheard=1"), 400);
        assertThat(get("/$verify-audit").body()).contains("\"valueBoolean\":true");
    }

    @Test
    void pagesOfTheAuditLeaveNothingOutAndRepeatNothing() {
        String family = "Paged" + UUID.randomUUID().toString().substring(0, 8);
        for (int i = 0; i < 5; i++) {
            patient(family);
        }
        for (int i = 0; i < 3; i++) {
            get("/Patient?family=" + family);
        }
        String url = "/AuditEvent?date=ge2026-01-01&_count=4";
        List<String> ids = new ArrayList<>();
        for (int page = 0; page < 6; page++) {
            JsonNode bundle = json(get(url));
            assertThat(entries(bundle)).hasSizeLessThanOrEqualTo(4);
            entries(bundle).forEach(e -> ids.add(e.at("/resource/id").asText()));
            url = next(bundle);
        }
        assertThat(ids).hasSize(24).doesNotHaveDuplicates();
    }

    /** What an oracle predicts for each request of a random run is exactly what the trail holds. */
    @Test
    void aMixedRunLeavesExactlyTheEventsThatAnOraclePredicts() {
        Random random = new Random(11);
        String patient = patient("Oracle");
        String other = patient("Oracle");
        Map<String, Integer> expected = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            String requestId = requestId();
            HttpRequest.Builder request;
            int events;
            switch (random.nextInt(7)) {
                case 0 -> {
                    request = request("/Patient/" + patient);
                    events = 1;
                }
                case 1 -> {
                    request = request("/Patient/" + patient + "/_history/1");
                    events = 1;
                }
                case 2 -> {
                    request = request("/Patient?_id=" + patient + "," + other);
                    events = 2;
                }
                case 3 -> {
                    request = request("/Patient?_id=never-was");
                    events = 1;
                }
                case 4 -> {
                    request = request("/Condition")
                            .header("Content-Type", FHIR_JSON)
                            .POST(HttpRequest.BodyPublishers.ofString(condition("Patient/" + patient, "x")));
                    events = 1;
                }
                case 5 -> {
                    int size = 1 + random.nextInt(5);
                    StringBuilder bundle = new StringBuilder("{\"resourceType\":\"Bundle\",\"type\":\""
                            + (random.nextBoolean() ? "batch" : "transaction") + "\",\"entry\":[");
                    for (int e = 0; e < size; e++) {
                        bundle.append(e == 0 ? "" : ",")
                                .append("{\"resource\":")
                                .append(condition("Patient/" + patient, "y"))
                                .append(",\"request\":{\"method\":\"POST\",\"url\":\"Condition\"}}");
                    }
                    request = request("")
                            .header("Content-Type", FHIR_JSON)
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    bundle.append("]}").toString()));
                    events = size;
                }
                default -> {
                    request = request("/Patient/never-was");
                    events = 1;
                }
            }
            assertThat(send(request.header("X-Request-Id", requestId)).statusCode())
                    .isLessThan(500);
            expected.put(requestId, events);
        }
        Map<String, Integer> counted = new LinkedHashMap<>();
        expected.keySet().forEach(id -> counted.put(id, 0));
        String url = "/AuditEvent?date=ge2026-01-01&_count=200";
        for (int page = 0; page < 5; page++) {
            JsonNode bundle = json(get(url));
            for (JsonNode entry : entries(bundle)) {
                counted.computeIfPresent(
                        entry.at("/resource/entity/0/what/identifier/value").asText(), (id, n) -> n + 1);
            }
            url = next(bundle);
            if (url == null) {
                break;
            }
        }
        assertThat(counted).isEqualTo(expected);
    }

    /** Our own events pass the same strict parser and required elements as anybody's. */
    @Test
    void whatTheServerWritesIsValidFhir() {
        patient("Valid");
        get("/Patient?_count=2");
        get("/Patient/never-was");
        get("/Patient/_history?_count=1");
        for (JsonNode event : latest()) {
            assertThat(post("/AuditEvent", event.toString()).statusCode()).isEqualTo(201);
        }
    }

    private static List<JsonNode> latest() {
        return resources(json(get("/AuditEvent?date=ge2026-01-01&_count=30")));
    }

    private static List<JsonNode> eventsOf(String patient, String requestId) {
        return resources(json(get("/AuditEvent?patient=" + patient + "&_count=100"))).stream()
                .filter(e -> e.toString().contains(requestId))
                .toList();
    }

    private static List<JsonNode> resources(JsonNode bundle) {
        return entries(bundle).stream().map(e -> e.get("resource")).toList();
    }

    private static List<String> references(JsonNode event) {
        List<String> references = new ArrayList<>();
        event.get("entity").forEach(e -> {
            if (e.at("/what/reference").isTextual()) {
                references.add(e.at("/what/reference").asText());
            }
        });
        return references;
    }

    private static String next(JsonNode bundle) {
        for (JsonNode link : bundle.path("link")) {
            if (link.get("relation").asText().equals("next")) {
                return link.get("url").asText();
            }
        }
        return null;
    }

    private static String requestId() {
        return UUID.randomUUID().toString();
    }
}
