package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FHIR R4, binary.html#rest: content in its own type, both ways. */
class BinaryTest extends RestTest {

    @Test
    void contentGoesInAndComesOutAsItIs() throws Exception {
        byte[] content = new byte[60_000];
        new Random(7).nextBytes(content);
        String patient = patient("Scanned");
        HttpResponse<String> created = posted(content, "application/pdf", "X-Security-Context", "Patient/" + patient);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode resource = json(created);
        String id = resource.get("id").asText();
        assertThat(resource.get("contentType").asText()).isEqualTo("application/pdf");
        assertThat(resource.at("/securityContext/reference").asText()).isEqualTo("Patient/" + patient);

        for (String accept : new String[] {"application/pdf", "*/*", "image/png, application/*;q=0.5", ""}) {
            HttpRequest.Builder read = request("/Binary/" + id);
            HttpResponse<byte[]> raw = bytes(accept.isEmpty() ? read : read.header("Accept", accept));
            assertThat(raw.statusCode()).isEqualTo(200);
            assertThat(raw.headers().firstValue("Content-Type")).hasValue("application/pdf");
            assertThat(raw.body()).isEqualTo(content);
            assertThat(raw.headers().firstValue("ETag")).hasValue("W/\"1\"");
            assertThat(raw.headers().firstValue("X-Security-Context")).hasValue("Patient/" + patient);
            assertThat(raw.headers().firstValue("Content-Disposition")).hasValue("attachment");
            assertThat(raw.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("sandbox");
            assertThat(raw.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        }
        JsonNode asResource = json(send(request("/Binary/" + id).header("Accept", FHIR_JSON)));
        assertThat(Base64.getDecoder().decode(asResource.get("data").asText())).isEqualTo(content);
        assertThat(get("/Binary/" + id + "?_format=json").body()).contains("\"resourceType\":\"Binary\"");
        assertOutcome(send(request("/Binary/" + id).header("Accept", "text/plain")), 406);
        assertThat(bytes(request("/Binary/" + id + "/_history/1")).body()).isEqualTo(content);
    }

    @Test
    void putReplacesTheContent() throws Exception {
        String id = json(posted("one".getBytes(StandardCharsets.UTF_8), "text/plain"))
                .get("id")
                .asText();
        HttpResponse<String> updated = send(request("/Binary/" + id)
                .header("Content-Type", "text/csv")
                .PUT(HttpRequest.BodyPublishers.ofString("a;b")));
        assertThat(updated.statusCode()).as(updated.body()).isEqualTo(200);
        HttpResponse<byte[]> read = bytes(request("/Binary/" + id));
        assertThat(read.headers().firstValue("Content-Type")).hasValue("text/csv");
        assertThat(new String(read.body(), StandardCharsets.UTF_8)).isEqualTo("a;b");
        assertThat(read.headers().firstValue("ETag")).hasValue("W/\"2\"");
    }

    @Test
    void theSecurityContextDecidesWhoReaches() {
        String patient = patient("Confidential");
        String id = json(posted(
                        "secret".getBytes(StandardCharsets.UTF_8),
                        "text/plain",
                        "X-Security-Context",
                        "Patient/" + patient))
                .get("id")
                .asText();
        assertOutcome(send(request("/Binary/" + id, "system/Patient.rs")), 403);
        assertOutcome(get(OTHER + "/Binary/" + id), 404);
        HttpResponse<String> moved = send(request("/Binary/" + id)
                .header("Content-Type", "text/plain")
                .header("X-Security-Context", "Patient/" + patient("Another"))
                .PUT(HttpRequest.BodyPublishers.ofString("x")));
        assertOutcome(moved, 422);
        assertOutcome(posted(new byte[] {1}, "text/plain", "X-Security-Context", "no reference"), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json|[1,2]",
                "application/json|{\"resourceType\":\"Patient\"}",
                "text/xml|<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>",
                "application/hl7-v2|MSH|^~\\&|A",
                "text/html|<script>alert(1)</script>",
                "image/svg+xml|<svg xmlns=\"http://www.w3.org/2000/svg\"/>"
            })
    void whateverIsNoFhirIsContent(String row) throws Exception {
        int bar = row.indexOf('|');
        byte[] content = row.substring(bar + 1).getBytes(StandardCharsets.UTF_8);
        String id = json(posted(content, row.substring(0, bar))).get("id").asText();
        HttpResponse<byte[]> read = bytes(request("/Binary/" + id));
        assertThat(read.body()).isEqualTo(content);
        assertThat(read.headers().firstValue("Content-Disposition")).hasValue("attachment");
    }

    @Test
    void fhirIsStillAResource_andContentBeyondTheLimitIs413() {
        String id = created("Binary", "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"YQ==\"}");
        assertThat(get("/Binary/" + id).body()).isEqualTo("a");
        HttpResponse<String> plain = posted(
                "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"Yg==\"}"
                        .getBytes(StandardCharsets.UTF_8),
                "application/json");
        assertThat(json(plain).get("data").asText()).isEqualTo("Yg==");
        assertOutcome(posted(new byte[3 << 20], "application/json"), 413);
        assertOutcome(posted(new byte[49 << 20], "application/pdf"), 413);
        assertOutcome(posted("x".getBytes(StandardCharsets.UTF_8), "no media type"), 400);
    }

    private static HttpResponse<String> posted(byte[] content, String contentType, String... headers) {
        HttpRequest.Builder request = request("/Binary")
                .header("Content-Type", contentType)
                .header("Accept", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
