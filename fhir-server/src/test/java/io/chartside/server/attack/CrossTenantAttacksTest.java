package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The catalogue's row cross-tenant (OWASP ASVS 8.4.1), path by path: from the tenant demo to what the tenant other has. */
class CrossTenantAttacksTest extends AttackTest {
    private static final String SYSTEM = "urn:example:cross-tenant";

    private static String foreign;
    private static String mark;

    @BeforeEach
    void aPatientOfTheOtherTenant() {
        if (foreign == null) {
            mark = "mark" + unused().substring(0, 8);
            foreign = createdAt(OTHER, "Patient", marked());
            createdAt(OTHER, "Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"" + mark + "\"}]}");
            createdAt(OTHER, "Observation", observation(foreign, mark));
        }
    }

    private static String marked() {
        return "{\"resourceType\":\"Patient\",\"meta\":{\"source\":\"urn:source:" + mark
                + "\",\"tag\":[{\"system\":\"urn:tag\",\"code\":\"" + mark
                + "\"}],\"security\":[{\"system\":\"" + CONFIDENTIALITY
                + "\",\"code\":\"R\"}],\"profile\":[\"http://example.org/" + mark
                + "\"]},\"identifier\":[{\"system\":\""
                + SYSTEM + "\",\"value\":\"" + mark + "\"}],\"name\":[{\"family\":\"" + mark + "\"}]}";
    }

    private static HttpResponse<String> transaction(String... entries) {
        return post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + String.join(",", entries) + "]}");
    }

    private static String versionOfForeign() {
        return json(get(OTHER + "/Patient/" + foreign)).at("/meta/versionId").asText();
    }

    @Test
    void crossTenant_id_readWrittenOrDeleted_isNotThere() {
        assertOutcome(get("/Patient/" + foreign), 404);
        assertOutcome(get("/Patient/" + foreign + "/$everything"), 404);
        assertOutcome(get("/Patient/" + foreign + "/$meta"), 404);
        assertOutcome(
                patch("/Patient/" + foreign, JSON_PATCH, "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]"),
                404);
        assertThat(delete("/Patient/" + foreign).statusCode()).isEqualTo(204);
        assertThat(versionOfForeign()).isEqualTo("1");
        String ours = token(BASE, "system/*.cruds drafts");
        assertThat(getWith(ours, OTHER + "/Patient/" + foreign).statusCode()).isEqualTo(401);
        assertThat(getWith(launched("patient/*.rs"), OTHER + "/Patient/" + foreign)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void crossTenant_idParameterSourceTagProfileAndLabel_findNothing() {
        for (String search : List.of(
                "/Patient?_id=" + foreign,
                "/Patient?_tag=urn:tag|" + mark,
                "/Patient?_source=urn:source:" + mark,
                "/Patient?_profile=http://example.org/" + mark,
                "/Patient?_security=" + CONFIDENTIALITY + "|R&family=" + mark,
                "/Patient?identifier=" + SYSTEM + "|" + mark,
                "/Patient?family=" + mark,
                "/Observation?patient=" + foreign,
                "/Observation?subject:Patient.family=" + mark,
                "/Patient?_has:Observation:patient:patient=" + foreign,
                "/?_id=" + foreign + "&_type=Patient",
                "/Patient/" + foreign + "/Observation")) {
            String address = search.replace("|", "%7C");
            assertThat(ids(get(address))).as(search).isEmpty();
        }
        for (String search : List.of("_tag=urn:tag%7C" + mark, "_source=urn:source:" + mark)) {
            assertThat(ids(get(OTHER + "/Patient?" + search)))
                    .as("its own finds it")
                    .containsExactly(foreign);
        }
    }

    @Test
    void crossTenant_cursor_isNoneOfOurs() {
        for (String query : List.of("/Patient?_count=1&family=" + mark, "/Patient/_history?_count=1")) {
            String next = null;
            for (JsonNode link : json(get(OTHER + query)).path("link")) {
                next = link.path("relation").asText().equals("next")
                        ? link.path("url").asText()
                        : next;
            }
            assertThat(next).as(query).startsWith(OTHER);
            assertThat(get(next).statusCode()).isEqualTo(200);
            assertOutcome(get(next.replace(OTHER, BASE)), 400);
        }
    }

    @Test
    void crossTenant_conditionalReference_meetsNothing() {
        String condition = "identifier=" + SYSTEM + "%7C" + mark;
        assertOutcome(
                transaction("{\"resource\":" + condition("Patient?identifier=" + SYSTEM + "|" + mark, "x")
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Condition\"}}"),
                412);
        assertThat(delete("/Patient?" + condition).statusCode()).isEqualTo(204);
        assertOutcome(
                patch("/Patient?" + condition, JSON_PATCH, "[{\"op\":\"add\",\"path\":\"/active\",\"value\":true}]"),
                404);
        HttpResponse<String> created = sent(
                request("/Patient").header("If-None-Exist", "identifier=" + SYSTEM + "|" + mark),
                "POST",
                FHIR_JSON,
                "{\"resourceType\":\"Patient\",\"active\":true}");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).path("id").asText()).isNotEqualTo(foreign);
        assertThat(versionOfForeign()).isEqualTo("1");
    }

    @Test
    void crossTenant_referenceToTheOtherBase_leadsNowhere() {
        String absolute = OTHER + "/Patient/" + foreign;
        String observation =
                created("Observation", observation("x", "points").replace("\"Patient/x\"", "\"" + absolute + "\""));
        JsonNode page = json(get("/Observation?_id=" + observation + "&_include=Observation:subject&_include=*"));
        assertThat(entries(page)).hasSize(1);
        assertThat(ids(get("/Observation?subject:Patient.family=" + mark))).isEmpty();
        assertThat(ids(get("/Observation?subject=Patient/" + foreign))).isEmpty();
        assertThat(get("/Observation?_id=" + observation + "&_include=*").body())
                .doesNotContain("\"family\":\"" + mark);
        assertThat(json(get("/Observation/" + observation))
                        .at("/subject/reference")
                        .asText())
                .isEqualTo(absolute);
    }

    @Test
    void crossTenant_transactionUrnUuidOrFullUrl_writesHereOnly() {
        for (String fullUrl : List.of("urn:uuid:" + foreign, OTHER + "/Patient/" + foreign)) {
            HttpResponse<String> done = transaction(
                    "{\"fullUrl\":\"" + fullUrl
                            + "\",\"resource\":{\"resourceType\":\"Patient\",\"active\":true},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}",
                    "{\"resource\":" + condition(fullUrl, "x")
                            + ",\"request\":{\"method\":\"POST\",\"url\":\"Condition\"}}");
            assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
            assertThat(done.body()).doesNotContain(foreign);
        }
        assertOutcome(transaction("{\"request\":{\"method\":\"GET\",\"url\":\"Patient/" + foreign + "\"}}"), 404);
        for (String url : List.of(OTHER + "/Patient/" + foreign, "../other/Patient/" + foreign)) {
            HttpResponse<String> out = transaction("{\"request\":{\"method\":\"DELETE\",\"url\":\"" + url + "\"}}");
            assertThat(out.statusCode()).as(out.body()).isIn(400, 404);
        }
        assertThat(versionOfForeign()).isEqualTo("1");
    }

    @Test
    void crossTenant_history_showsNothing() {
        assertOutcome(get("/Patient/" + foreign + "/_history"), 404);
        assertOutcome(get("/Patient/" + foreign + "/_history/1"), 404);
        for (String whole : List.of("/_history?_count=1000", "/Patient/_history?_count=1000")) {
            HttpResponse<String> history = get(whole);
            assertThat(history.statusCode()).isEqualTo(200);
            assertThat(entries(json(history)))
                    .isNotEmpty()
                    .extracting(entry -> entry.at("/resource/id").asText())
                    .doesNotContain(foreign);
            assertThat(history.body()).doesNotContain("\"family\":\"" + mark);
        }
        assertThat(get("/AuditEvent?patient=" + foreign).body()).doesNotContain("\"resourceType\":\"AuditEvent\"");
    }

    @Test
    void crossTenant_bulkFileUrl_isNotThere() {
        String scope = "system/*.cruds drafts";
        HttpResponse<String> started =
                send(request(OTHER + "/$export?_type=Patient", scope).header("Prefer", "respond-async"));
        String status = started.headers().firstValue("Content-Location").orElseThrow();
        HttpResponse<String> manifest;
        do {
            manifest = send(request(status, scope));
        } while (manifest.statusCode() == 202);
        String file = json(manifest).at("/output/0/url").asText();
        String ours = token(BASE, scope);
        for (String address : List.of(status, file)) {
            assertThat(send(request(address, scope)).statusCode()).isEqualTo(200);
            assertThat(getWith(ours, address).statusCode()).isEqualTo(401);
            assertOutcome(getWith(ours, address.replace(OTHER, BASE)), 404);
            assertOutcome(send(with(ours, address.replace(OTHER, BASE)).DELETE()), address.equals(file) ? 405 : 404);
        }
        StringBuilder files = new StringBuilder();
        json(manifest)
                .path("output")
                .forEach(output -> files.append(
                        send(request(output.path("url").asText(), scope)).body()));
        assertThat(files).contains(foreign);
    }

    @Test
    void crossTenant_etag_tellsNothingByStatusHeadersWorkOrTime() {
        for (String[] header : new String[][] {
            {"If-None-Match", "W/\"1\""}, {"If-None-Match", "*"}, {"If-Modified-Since", "Sun, 01 Mar 2026 00:00:00 GMT"}
        }) {
            HttpResponse<String> theirs = send(request("/Patient/" + foreign).header(header[0], header[1]));
            HttpResponse<String> none = send(request("/Patient/" + unused()).header(header[0], header[1]));
            assertOutcome(theirs, 404);
            assertThat(theirs.body()).isEqualTo(none.body());
            assertThat(theirs.headers().map().keySet())
                    .isEqualTo(none.headers().map().keySet());
        }
        HttpResponse<String> deleted = send(
                request("/Patient/" + foreign).header("If-Match", "W/\"1\"").DELETE());
        HttpResponse<String> never = send(
                request("/Patient/" + unused()).header("If-Match", "W/\"1\"").DELETE());
        assertThat(deleted.statusCode()).isEqualTo(never.statusCode());
        assertThat(deleted.body()).isEqualTo(never.body());
        assertThat(work(() -> get("/Patient/" + foreign))).isEqualTo(work(() -> get("/Patient/" + unused())));
        assertNoTellingByTime(List.of(() -> get("/Patient/" + foreign), () -> get("/Patient/" + unused())));
    }
}
