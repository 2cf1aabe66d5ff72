package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.store.OnOldestPostgres;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** FHIR R4, http.html: one test for each interaction's rules. */
@OnOldestPostgres
class InteractionTest extends RestTest {

    @Test
    void createThenRead_answersTheResourceWithVersionAndPlace() {
        HttpResponse<String> created =
                post("/Patient", "{\"resourceType\":\"Patient\",\"id\":\"mine\",\"active\":true}");
        assertThat(created.statusCode()).isEqualTo(201);
        String id = json(created).get("id").asText();
        assertThat(id).isNotEqualTo("mine");
        assertThat(created.headers().firstValue("Location")).hasValue(BASE + "/Patient/" + id + "/_history/1");
        assertThat(created.headers().firstValue("ETag")).hasValue("W/\"1\"");

        HttpResponse<String> read = get("/Patient/" + id);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo(created.body());
        assertThat(read.headers().firstValue("ETag")).hasValue("W/\"1\"");
        assertThat(read.headers().firstValue("Last-Modified")).isPresent();
        assertThat(read.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(read.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void preferDecidesWhatAWriteAnswersWith() {
        String body = "{\"resourceType\":\"Patient\",\"active\":true}";
        for (String preference : new String[] {"minimal", "representation", "OperationOutcome"}) {
            HttpResponse<String> response = send(request("/Patient")
                    .header("Content-Type", FHIR_JSON)
                    .header("Prefer", "return=" + preference)
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            assertThat(response.statusCode()).isEqualTo(201);
            switch (preference) {
                case "minimal" -> assertThat(response.body()).isEmpty();
                case "representation" ->
                    assertThat(json(response).get("resourceType").asText()).isEqualTo("Patient");
                default ->
                    assertThat(json(response).get("resourceType").asText()).isEqualTo("OperationOutcome");
            }
        }
    }

    @Test
    void ifNoneMatchWithTheCurrentVersion_isNotModified() {
        String id = patient("Lund");
        HttpResponse<String> same = send(request("/Patient/" + id).header("If-None-Match", "W/\"1\""));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(send(request("/Patient/" + id).header("If-None-Match", "W/\"2\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headAnswersAsGetWithoutBody() {
        String id = patient("Weber");
        HttpResponse<String> head = send(request("/Patient/" + id).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("ETag")).hasValue("W/\"1\"");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void updateMakesTheNextVersion_andEveryVersionStaysReadable() {
        String id = patient("Castro");
        HttpResponse<String> updated =
                put("/Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}");
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(updated.headers().firstValue("ETag")).hasValue("W/\"2\"");
        assertThat(json(get("/Patient/" + id + "/_history/1")).get("active").asBoolean())
                .isTrue();
        assertThat(json(get("/Patient/" + id + "/_history/2")).get("active").asBoolean())
                .isFalse();
        assertOutcome(get("/Patient/" + id + "/_history/3"), 404);
        assertOutcome(get("/Patient/" + id + "/_history/x"), 404);
    }

    @Test
    void updateOfAnUnknownId_creates() {
        String id = "own-" + UUID.randomUUID();
        HttpResponse<String> created =
                put("/Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":true}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(get("/Patient/" + id)).get("id").asText()).isEqualTo(id);
    }

    @Test
    void ifMatchWithAnotherVersion_is412AndChangesNothing() {
        String id = patient("Rossi");
        String body = "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}";
        assertOutcome(put("/Patient/" + id, body, "If-Match", "W/\"7\""), 412);
        assertThat(json(get("/Patient/" + id)).at("/meta/versionId").asText()).isEqualTo("1");
        assertThat(put("/Patient/" + id, body, "If-Match", "W/\"1\"").statusCode())
                .isEqualTo(200);
        assertOutcome(put("/Patient/" + id, body, "If-Match", "one"), 400);
    }

    @Test
    void deletedResource_isGoneUntilItIsUpdatedAgain() {
        String id = patient("Okafor");
        assertThat(delete("/Patient/" + id).statusCode()).isEqualTo(204);
        assertOutcome(get("/Patient/" + id), 410);
        assertThat(delete("/Patient/" + id).statusCode()).isEqualTo(204);
        HttpResponse<String> again =
                put("/Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":true}");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(get("/Patient/" + id).statusCode()).isEqualTo(200);
        assertThat(delete("/Patient/never-was").statusCode()).isEqualTo(204);
    }

    @Test
    void historyTellsEveryVersionNewestFirst() {
        String id = patient("Silva");
        put("/Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}");
        delete("/Patient/" + id);
        JsonNode history = json(get("/Patient/" + id + "/_history"));
        assertThat(history.get("type").asText()).isEqualTo("history");
        assertThat(history.get("total").asInt()).isEqualTo(3);
        assertThat(entries(history))
                .extracting(e -> e.at("/request/method").asText())
                .containsExactly("DELETE", "PUT", "POST");
        assertThat(entries(history))
                .extracting(e -> e.at("/response/etag").asText())
                .containsExactly("W/\"3\"", "W/\"2\"", "W/\"1\"");
        assertThat(entries(history).get(0).has("resource")).isFalse();
        assertOutcome(get("/Patient/never-was/_history"), 404);
        assertThat(get("/Patient/_history?_count=2").statusCode()).isEqualTo(200);
        assertThat(entries(json(get("/_history?_count=2")))).hasSize(2);
        assertOutcome(get("/Patient/_history?foo=1"), 400);
    }

    @Test
    void xmlGoesInAndOut() {
        HttpResponse<String> created = send(
                request("/Patient")
                        .header("Content-Type", "application/fhir+xml")
                        .header("Accept", "application/fhir+xml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/><name><family value=\"Berg\"/></name></Patient>")));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(created.headers().firstValue("Content-Type")).hasValue("application/fhir+xml;charset=UTF-8");
        assertThat(created.body()).startsWith("<Patient").contains("<family value=\"Berg\"/>");
        String id = created.headers().firstValue("Location").orElseThrow().replaceAll(".*/Patient/|/_history.*", "");
        assertThat(get("/Patient/" + id + "?_format=xml").body()).startsWith("<Patient");
        assertThat(json(get("/Patient/" + id)).at("/name/0/family").asText()).isEqualTo("Berg");
        HttpResponse<String> refused = get("/Patient/never-was?_format=xml");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).startsWith("<OperationOutcome");
    }

    @Test
    void elementsSummaryAndPrettyShapeTheAnswer() {
        String id = created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"},\"active\":true,\"maritalStatus\":{\"text\":\"m\"},\"name\":[{\"family\":\"Tanaka\"}]}");
        JsonNode elements = json(get("/Patient/" + id + "?_elements=name"));
        assertThat(elements.at("/name/0/family").asText()).isEqualTo("Tanaka");
        assertThat(elements.has("active")).isFalse();
        assertThat(elements.at("/meta/tag/0/code").asText()).isEqualTo("SUBSETTED");
        JsonNode summary = json(get("/Patient/" + id + "?_summary=true"));
        assertThat(summary.has("active")).isTrue();
        assertThat(summary.has("maritalStatus")).isFalse();
        assertThat(json(get("/Patient/" + id + "?_summary=data")).has("text")).isFalse();
        JsonNode text = json(get("/Patient/" + id + "?_summary=text"));
        assertThat(text.has("text")).isTrue();
        assertThat(text.has("active")).isFalse();
        assertThat(get("/Patient/" + id + "?_pretty=true").body()).contains("\n");
        assertOutcome(get("/Patient/" + id + "?_summary=some"), 400);
        assertOutcome(send(request("/Patient/" + id).header("Accept", "text/csv")), 406);
    }

    @Test
    void anotherTenantHasNoneOfIt() {
        String id = patient("Haddad");
        assertOutcome(get(OTHER + "/Patient/" + id), 404);
        assertOutcome(get(OTHER + "/Patient/" + id + "/_history"), 404);
        assertOutcome(get(OTHER + "/Patient/" + id + "/_history/1"), 404);
        assertThat(send(request(OTHER + "/Patient/" + id).DELETE()).statusCode())
                .isEqualTo(204);
        HttpRequest.Builder withTheOtherTenantsToken = HttpRequest.newBuilder(
                        java.net.URI.create(BASE + "/Patient/" + id))
                .header("Authorization", "Bearer " + token(OTHER, "system/*.cruds"));
        assertOutcome(send(withTheOtherTenantsToken), 401);
        assertOutcome(get(SERVER + "/fhir/nowhere/Patient/" + id), 404);
    }

    @Test
    void scopesDecideEveryInteraction() {
        String id = patient("Nguyen");
        String reads = "system/Patient.r";
        assertThat(send(request("/Patient/" + id, reads)).statusCode()).isEqualTo(200);
        assertOutcome(send(request("/Patient/" + id, reads).DELETE()), 403);
        assertOutcome(
                send(request("/Patient", reads)
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\"}"))),
                403);
        assertOutcome(send(request("/Patient/_history", reads)), 403);
        assertOutcome(send(request("/Patient", reads)), 403);
        assertOutcome(send(request("/Observation/" + id, reads)), 403);
        assertOutcome(send(request("/AuditEvent", reads)), 403);
        assertThat(send(request("/Patient/" + id + "/_history", reads)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void metadataNeedsNoTokenAndSaysWhatWorks() {
        HttpResponse<String> response = send(HttpRequest.newBuilder(java.net.URI.create(BASE + "/metadata"))
                .header("Origin", "https://app.example"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        JsonNode statement = json(response);
        assertThat(statement.get("fhirVersion").asText()).isEqualTo("4.0.1");
        assertThat(statement.at("/implementation/url").asText()).isEqualTo(BASE);
        assertThat(statement.at("/rest/0/resource")).hasSizeGreaterThanOrEqualTo(29);
        assertThat(statement.at("/rest/0/operation"))
                .extracting(operation -> operation.get("name").asText())
                .contains("export", "verify-audit");
        assertOutcome(send(HttpRequest.newBuilder(java.net.URI.create(BASE + "/Patient"))), 401);
    }

    @Test
    void requestIdComesBackAndIsMadeFitForLogs() {
        HttpResponse<String> kept = send(request("/Patient/x").header("X-Request-Id", "visit-7"));
        assertThat(kept.headers().firstValue("X-Request-Id")).hasValue("visit-7");
        HttpResponse<String> replaced = send(request("/Patient/x").header("X-Request-Id", "a[31mb ; drop"));
        assertThat(replaced.headers().firstValue("X-Request-Id").orElse("")).matches("[0-9a-f-]{36}");
    }
}
