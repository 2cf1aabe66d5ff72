package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What HTTP itself (RFC 9110) and the Fetch standard promise a client. */
class HttpHabitsTest extends RestTest {

    @Test
    void ifMatchStar_meansAnyVersionThatExists() {
        String id = patient("Star");
        String body = "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"active\":false}";
        assertThat(put("/Patient/" + id, body.formatted(id), "If-Match", "*").statusCode())
                .isEqualTo(200);
        String unused = UUID.randomUUID().toString();
        assertOutcome(put("/Patient/" + unused, body.formatted(unused), "If-Match", "*"), 412);
        assertThat(send(request("/Patient/" + id).header("If-Match", "*").DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertOutcome(put("/Patient/" + id, body.formatted(id), "If-Match", "*"), 412);
    }

    @Test
    void methodThatIsNotOffered_isAnsweredWithThoseThatAre() {
        String id = patient("Allowed");
        assertThat(allow("POST", "/Patient/" + id)).isEqualTo("DELETE, GET, HEAD, PATCH, PUT");
        assertThat(allow("PUT", "/Patient/" + id + "/_history")).isEqualTo("GET, HEAD");
        assertThat(allow("PUT", "/Patient/_search")).isEqualTo("POST");
        assertThat(allow("DELETE", "/metadata")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(allow("DELETE", "")).isEqualTo("GET, HEAD, POST");
        assertThat(allow("DELETE", "/AuditEvent/" + id)).isEqualTo("GET, HEAD");
        assertThat(allow("GET", "/Patient/" + id + "/$erase")).isEqualTo("POST");
        assertThat(allow("GET", "/AuditEvent/_history")).isEmpty();
        assertThat(allow("PROPFIND", "/Patient/" + id)).isEqualTo("DELETE, GET, HEAD, PATCH, PUT");
    }

    private static String allow(String method, String path) {
        HttpResponse<String> refused = send(request(path, "system/*.cruds drafts erase")
                .header("Content-Type", FHIR_JSON)
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Patient\"}")));
        assertOutcome(refused, 405);
        return refused.headers().firstValue("Allow").orElse("");
    }

    @Test
    void rangeAfterTheEnd_tellsTheSize() {
        HttpResponse<String> made = send(request("/Binary")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("12345")));
        String id = json(made).get("id").asText();
        HttpResponse<String> refused =
                send(request("/Binary/" + id).header("Accept", "*/*").header("Range", "bytes=9-"));
        assertOutcome(refused, 416);
        assertThat(refused.headers().firstValue("Content-Range")).hasValue("bytes */5");
    }

    @Test
    void pagesOfOtherOrigins_readTheHeadersOfExportsAndParts() {
        HttpResponse<String> answer =
                send(request(PICKY + "/Patient?_count=1").header("Origin", "https://app.example"));
        String exposed =
                answer.headers().firstValue("Access-Control-Expose-Headers").orElse("");
        assertThat(List.of(exposed.split(", ")))
                .contains("X-Progress", "Retry-After", "Content-Range", "Allow", "Repr-Digest");
    }

    @Test
    void deleteOfAnIdNeverUsed_isDone() {
        HttpResponse<String> deleted = delete("/Patient/never-was");
        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertOutcome(get("/Patient/never-was"), 404);
        assertOutcome(
                send(request("/Patient/never-was").header("If-Match", "W/\"1\"").DELETE()), 412);
    }
}
