package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.store.OnOldestPostgres;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Conditional reads and writes, what a tenant's policy decides of them, and histories of a moment (FHIR R4, http.html). */
@OnOldestPostgres
class ConditionalTest extends RestTest {

    @Test
    void ifModifiedSince_answers304UntilTheResourceChanges_andEntityTagsGoFirst() {
        String id = patient("Unchanged");
        HttpResponse<String> read = get("/Patient/" + id);
        String modified = read.headers().firstValue("Last-Modified").orElseThrow();
        assertThat(modified).matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
        assertThat(ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .isEqualTo(Instant.parse(json(read).at("/meta/lastUpdated").asText())
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
        HttpResponse<String> same = send(request("/Patient/" + id).header("If-Modified-Since", modified));
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers().firstValue("ETag")).hasValue("W/\"1\"");
        String earlier = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().minusSeconds(3600).atOffset(ZoneOffset.UTC));
        assertThat(send(request("/Patient/" + id).header("If-Modified-Since", earlier))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(request("/Patient/" + id).header("If-Modified-Since", "yesterday"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(request("/Patient/" + id)
                                .header("If-Modified-Since", modified)
                                .header("If-None-Match", "W/\"7\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void conditionalDelete_severalMatches_isRefusedByDefault() {
        String value = UUID.randomUUID().toString();
        created("Organization", organization(value));
        created("Organization", organization(value));
        assertOutcome(delete("/Organization?identifier=" + encode("urn:cond|" + value)), 412);
        assertThat(json(get("/Organization?_summary=count&identifier=" + encode("urn:cond|" + value)))
                        .get("total")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void conditionalDeleteAndPatch_severalMatches_changeAllWhereTheTenantAllows() {
        String value = UUID.randomUUID().toString();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> created = post(PICKY + "/Organization", organization(value));
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        }
        String condition = PICKY + "/Organization?identifier=" + encode("urn:cond|" + value);
        HttpResponse<String> patched = patch(
                condition, "application/json-patch+json", "[{\"op\":\"add\",\"path\":\"/active\",\"value\":false}]");
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        assertThat(json(patched).at("/issue/0/diagnostics").asText()).isEqualTo("3 resources were changed");
        assertThat(entries(json(get(condition)))).allSatisfy(entry -> {
            assertThat(entry.at("/resource/active").asBoolean(true)).isFalse();
            assertThat(entry.at("/resource/meta/versionId").asText()).isEqualTo("2");
        });
        assertThat(delete(condition).statusCode()).isEqualTo(204);
        assertThat(entries(json(get(condition)))).isEmpty();
        assertThat(delete(condition).statusCode()).isEqualTo(204);
    }

    @Test
    void updateAsCreate_isForTheTenantToAllow() {
        String id = "chosen-" + UUID.randomUUID();
        String body = "{\"resourceType\":\"Organization\",\"id\":\"" + id + "\",\"name\":\"x\"}";
        assertOutcome(put(PICKY + "/Organization/" + id, body), 405);
        assertOutcome(put(PICKY + "/Organization?identifier=" + encode("urn:cond|" + id), body), 405);
        assertThat(put(
                                PICKY + "/Organization?identifier=" + encode("urn:cond|" + id),
                                "{\"resourceType\":\"Organization\",\"name\":\"x\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(put("/Organization/" + id, body).statusCode()).isEqualTo(201);
        JsonNode policy = json(get(PICKY + "/metadata")).at("/rest/0/resource/0");
        assertThat(policy.get("updateCreate").asBoolean(true)).isFalse();
        assertThat(policy.get("conditionalDelete").asText()).isEqualTo("multiple");
        assertThat(json(get("/metadata")).at("/rest/0/resource/0/updateCreate").asBoolean(false))
                .isTrue();
    }

    @Test
    void historyAt_tellsTheVersionsThatWereCurrentThen() throws Exception {
        String id = patient("Then");
        Instant first = lastUpdated("/Patient/" + id);
        Instant second = first;
        while (!second.isAfter(first.plusMillis(2))) {
            put("/Patient/" + id, "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\",\"active\":false}");
            second = lastUpdated("/Patient/" + id);
        }
        assertThat(versions("/Patient/" + id + "/_history?_at="
                        + encode(first.plusMillis(1).toString())))
                .contains("1")
                .doesNotContain(
                        json(get("/Patient/" + id)).at("/meta/versionId").asText());
        String year = Instant.now().toString().substring(0, 4);
        assertThat(versions("/Patient/" + id + "/_history?_at=" + year)).contains("1");
        assertThat(versions("/Patient/" + id + "/_history?_at=2001-02")).isEmpty();
        assertThat(get("/Patient/_history?_at=" + year + "&_count=1").statusCode())
                .isEqualTo(200);
        assertThat(get("/_history?_at=" + year + "&_count=1").statusCode()).isEqualTo(200);
        assertOutcome(get("/Patient/" + id + "/_history?_at=2001-13"), 400);
        JsonNode count = json(get("/Patient/" + id + "/_history?_summary=count"));
        assertThat(count.get("total").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(count.has("entry")).isFalse();
    }

    @Test
    void lenientHandling_passesOverParametersAndSaysSo() {
        String id = patient("Lenient");
        assertOutcome(get("/Patient/" + id + "?unheard=1"), 400);
        HttpResponse<String> read =
                send(request("/Patient/" + id + "?unheard=1").header("Prefer", "handling=lenient"));
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Warning")).hasValue("199 - \"Ignored parameters: unheard\"");
        HttpResponse<String> history =
                send(request("/Patient/" + id + "/_history?unheard=1").header("Prefer", "handling=lenient"));
        assertThat(history.statusCode()).isEqualTo(200);
        assertThat(history.headers().firstValue("Warning")).isPresent();
        assertThat(get("/Patient/" + id).headers().firstValue("Warning")).isEmpty();
    }

    @Test
    void aShortenedResourceDoesNotReplaceTheWholeOne() {
        String id = patient("Whole");
        String shortened = get("/Patient/" + id + "?_elements=active").body();
        HttpResponse<String> refused = put("/Patient/" + id, shortened);
        assertOutcome(refused, 422);
        assertThat(json(refused).at("/issue/0/expression/0").asText()).isEqualTo("Patient.meta.tag");
    }

    @Test
    void browsersOfListedOriginsMayCall_othersNot() {
        HttpRequest.Builder preflight = HttpRequest.newBuilder(URI.create(PICKY + "/Patient/1"))
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "PATCH")
                .header("Access-Control-Request-Headers", "authorization,content-type,if-match")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody());
        HttpResponse<String> allowed = send(preflight);
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("PATCH");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .containsIgnoringCase("authorization")
                .containsIgnoringCase("if-match");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        HttpResponse<String> read = send(request(PICKY + "/Patient?_count=1").header("Origin", "https://app.example"));
        assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://app.example");
        assertThat(read.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("ETag");
        assertThat(read.headers().firstValue("Vary")).hasValue("Origin");
        HttpResponse<String> unauthorized =
                send(HttpRequest.newBuilder(URI.create(PICKY + "/Patient/1")).header("Origin", "https://app.example"));
        assertThat(unauthorized.statusCode()).isEqualTo(401);
        assertThat(unauthorized.headers().firstValue("Access-Control-Allow-Origin"))
                .isPresent();
        for (String origin : List.of("https://app.example.evil", "https://evil.example", "null")) {
            assertThat(send(request(PICKY + "/Patient?_count=1").header("Origin", origin))
                            .headers()
                            .firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
        assertThat(send(request("/Patient?_count=1").header("Origin", "https://app.example"))
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    private static String organization(String value) {
        return "{\"resourceType\":\"Organization\",\"active\":true,\"name\":\"Org\",\"identifier\":[{\"system\":\"urn:cond\",\"value\":\""
                + value + "\"}]}";
    }

    private static Instant lastUpdated(String address) {
        return Instant.parse(json(get(address)).at("/meta/lastUpdated").asText());
    }

    private static List<String> versions(String address) {
        HttpResponse<String> response = get(address);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return entries(json(response)).stream()
                .map(entry -> entry.at("/resource/meta/versionId").asText())
                .toList();
    }
}
