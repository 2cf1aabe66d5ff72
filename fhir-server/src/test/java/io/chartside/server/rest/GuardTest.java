package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attack catalogue's rows on input: every one is refused with an OperationOutcome, and the server goes on. */
class GuardTest extends RestTest {

    @Test
    void aGzipBombIs413() throws IOException {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 200; i++) {
                gzip.write(zeros);
            }
        }
        assertOutcome(posted(packed.toByteArray(), FHIR_JSON, "Content-Encoding", "gzip"), 413);
    }

    @Test
    void gzipIsUnpackedAndBrokenGzipIsRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"resourceType\":\"Patient\",\"active\":true}".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(posted(packed.toByteArray(), FHIR_JSON, "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(201);
        byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
        assertOutcome(posted(half, FHIR_JSON, "Content-Encoding", "gzip"), 400);
        assertOutcome(posted(new byte[] {1, 2, 3}, FHIR_JSON, "Content-Encoding", "gzip"), 400);
        assertOutcome(posted(packed.toByteArray(), FHIR_JSON, "Content-Encoding", "br"), 415);
    }

    @Test
    void aBodyBeyondTheLimitIs413() {
        String text = "x".repeat(3 << 20);
        assertOutcome(post("/Patient", "{\"resourceType\":\"Patient\",\"id\":\"" + text + "\"}"), 413);
        HttpResponse<String> chunked = send(request("/Patient")
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))));
        assertOutcome(chunked, 413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":1e999999999}}",
                "{\"resourceType\":\"Patient\",\"active\":true,\"active\":false}",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"\\u0000\"}]}",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"\\ud800\"}]}",
                "\uFEFF{\"resourceType\":\"Patient\"}",
                "{\"resourceType\":\"Patient\"",
                "{\"resourceType\":\"Unheard\"}",
                "{\"resourceType\":\"Observation\"}",
                "[]",
                "null",
                "7",
                "",
                "{}"
            })
    void jsonThatCannotBeUnderstoodIs400(String body) {
        assertOutcome(post("/Patient", body), 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Patient|{\"resourceType\":\"Patient\",\"unheard\":1}|Patient.unheard",
                "Patient|{\"resourceType\":\"Patient\",\"gender\":\"unheard\"}|Patient.gender",
                "Patient|{\"resourceType\":\"Patient\",\"birthDate\":\"2020-13-45\"}|Patient.birthDate",
                "Patient|{\"resourceType\":\"Patient\",\"name\":{\"family\":\"x\"}}|Patient.name",
                "Observation|{\"resourceType\":\"Observation\",\"status\":\"final\"}|Observation.code",
                "Observation|{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":\"1e999999999\"}}|Observation.value.value"
            })
    void whatIsAgainstFhirIs422WithItsPlace(String type, String body, String expression) {
        HttpResponse<String> response = post("/" + type, body);
        assertOutcome(response, 422);
        assertThat(json(response).at("/issue/0/expression/0").asText()).isEqualTo(expression);
    }

    @Test
    void outcomesNeverRepeatAValue() {
        HttpResponse<String> response =
                post("/Patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"Geheimnis\",\"gender\":\"Geheimnis\"}");
        assertOutcome(response, 422);
        assertThat(response.body()).doesNotContain("Geheimnis");
        assertThat(get("/Patient?birthdate=Geheimnis").body().split("\"diagnostics\"")[1])
                .doesNotContain("Geheimnis");
    }

    @Test
    void nestingIsBounded() {
        String deep = "{\"extension\":[".repeat(5000) + "]}".repeat(5000);
        assertOutcome(post("/Patient", "{\"resourceType\":\"Patient\",\"extension\":[" + deep + "]}"), 400);
        String xml = "<extension url=\"x\">".repeat(5000) + "</extension>".repeat(5000);
        assertOutcome(
                posted(
                        ("<Patient xmlns=\"http://hl7.org/fhir\">" + xml + "</Patient>")
                                .getBytes(StandardCharsets.UTF_8),
                        "application/fhir+xml"),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"><id value=\"&x;\"/></Patient>",
                "<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><Patient xmlns=\"http://hl7.org/fhir\"/>",
                "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"",
                "<Patient/>",
                "no xml"
            })
    void xmlWithADocumentTypeOrBrokenIs400(String body) {
        assertOutcome(posted(body.getBytes(StandardCharsets.UTF_8), "application/fhir+xml"), 400);
    }

    @Test
    void sizesOfUrlAndHeadersAreBounded() {
        assertOutcome(get("/Patient?name=" + "x".repeat(9000)), 414);
        HttpResponse<String> headers = send(request("/Patient/x")
                .header("X-Large", "x".repeat(7000))
                .header("X-Larger", "x".repeat(7000))
                .header("X-Largest", "x".repeat(7000)));
        assertThat(headers.statusCode()).isIn(400, 431);
    }

    @ParameterizedTest
    @CsvSource({
        "/Patient?unheard=1,400",
        "/Patient?name:unheard=x,400",
        "/Patient?name=%00,400",
        "/Patient?name=%ff,400",
        "/Patient/x?unheard=1,400",
        "/Patient/x/y/z,405",
        "/Patient//x,404",
        "/Unheard,404",
        "/Unheard/1,404",
        "/unheard,404",
        "/$unheard,404",
        "/Patient/$verify-audit,400",
        "/Patient/x/_history/1/2,404",
        "/Patient?_sort=unheard,400",
        "/Patient?_count=x,400",
        "/Patient?_include=Unheard:x,400",
        "/Patient?_format=unheard,406",
        "/Patient?_cursor=x,400",
        "/_history?_cursor=x,400",
        "/Patient/x/_history?_since=x,400",
        "/Patient?_summary=unheard,400"
    })
    void whatIsNotOfferedIsNamedNotDropped(String address, int status) {
        assertOutcome(get(address), status);
    }

    @Test
    void lenientHandlingIgnoresParametersAndSaysSo_modifiersNever() {
        HttpResponse<String> lenient =
                send(request("/Patient?_count=1&unheard=1").header("Prefer", "handling=lenient"));
        assertThat(lenient.statusCode()).isEqualTo(200);
        assertThat(lenient.body()).contains("The parameter unheard was ignored");
        assertOutcome(send(request("/Patient?name:unheard=1").header("Prefer", "handling=lenient")), 400);
    }

    @Test
    void otherContentTypesAre415AndOtherMethods405() {
        assertOutcome(posted("a=b".getBytes(StandardCharsets.US_ASCII), "text/plain"), 415);
        assertOutcome(send(request("/Patient/x").method("PURGE", HttpRequest.BodyPublishers.noBody())), 405);
    }

    @Test
    void postedSearchTakesItsParametersFromTheForm() {
        String family = "Form" + Math.abs(new Random().nextInt());
        String id = patient(family);
        HttpResponse<String> response = send(request("/Patient/_search?_count=5")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("family=" + family)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(entries(json(response))).hasSize(1);
        assertThat(entries(json(response)).get(0).at("/resource/id").asText()).isEqualTo(id);
    }

    /** R7: mutated bodies never come to a 5xx, and every refusal is an OperationOutcome. */
    @Test
    void mutatedBodiesAreAnsweredWithoutServerErrors() {
        Random random = new Random(3);
        byte[] seed = """
                {"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:0a","resource":{"resourceType":"Patient",
                "active":true,"name":[{"family":"Mutant","given":["A"]}],"birthDate":"1990-01-01","contact":[{"name":{"text":"x"}}]},
                "request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:x|1"}},{"resource":{"resourceType":"Observation",
                "status":"final","code":{"text":"c"},"subject":{"reference":"urn:uuid:0a"},"valueQuantity":{"value":1.5}},
                "request":{"method":"POST","url":"Observation"}}]}
                """.getBytes(StandardCharsets.UTF_8);
        String alphabet = "{}[]\",:\\0123456789eE.-truefalsn";
        for (int i = 0; i < 300; i++) {
            byte[] body = seed.clone();
            for (int k = random.nextInt(3); k >= 0; k--) {
                int at = random.nextInt(body.length);
                body[at] = (byte)
                        (random.nextInt(8) == 0
                                ? random.nextInt(256)
                                : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            HttpResponse<String> response = posted("", body, FHIR_JSON);
            assertThat(response.statusCode())
                    .as("%s answered %s", new String(body, StandardCharsets.UTF_8), response.body())
                    .isLessThan(500);
            if (response.statusCode() >= 400) {
                assertThat(json(response).get("resourceType").asText()).isEqualTo("OperationOutcome");
            }
        }
    }

    private static HttpResponse<String> posted(byte[] body, String contentType, String... headers) {
        return posted("/Patient", body, contentType, headers);
    }

    private static HttpResponse<String> posted(String address, byte[] body, String contentType, String... headers) {
        HttpRequest.Builder request =
                request(address).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }
}
