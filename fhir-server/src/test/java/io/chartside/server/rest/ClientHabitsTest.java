package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What common clients send, and what FHIR R4 (http.html, search.html) promises them for it. */
class ClientHabitsTest extends RestTest {
    private static final String SYSTEM = "urn:example:client-habits-test";

    @Test
    void searchWithTheCharactersOfTokensAndUnitsUnescaped_isServed() throws IOException {
        String value = UUID.randomUUID().toString();
        created("Patient", identified(value));
        assertThat(status("/fhir/demo/Patient?identifier=" + SYSTEM + "|" + value))
                .isEqualTo(200);
        assertThat(status("/fhir/demo/Observation?value-quantity=1|http://unitsofmeasure.org|mm[Hg]"))
                .isEqualTo(200);
        assertThat(status("/fhir/demo/Observation?value-quantity=1|http://unitsofmeasure.org|{score}"))
                .isEqualTo(200);
    }

    @Test
    void acceptIsWeighed() {
        String id = patient("Weighed");
        assertThat(format(id, "application/fhir+xml;q=0.5, application/fhir+json;q=0.9"))
                .isEqualTo("json");
        assertThat(format(id, "application/fhir+json;q=0.5, application/fhir+xml"))
                .isEqualTo("xml");
        assertThat(format(id, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))
                .isEqualTo("xml");
        assertThat(format(id, "application/fhir+xml;q=0, */*")).isEqualTo("json");
        assertThat(format(id, "*/*, application/fhir+json;q=0")).isEqualTo("xml");
        assertThat(format(id, "application/xml, application/json")).isEqualTo("xml");
        assertThat(format(id, "application/fhir+json; fhirVersion=4.0")).isEqualTo("json");
        assertOutcome(send(request("/Patient/" + id).header("Accept", "application/fhir+json; fhirVersion=5.0")), 406);
        assertOutcome(send(request("/Patient/" + id).header("Accept", "application/fhir+json;q=0")), 406);
    }

    @Test
    void linksOfALenientSearch_leaveOutWhatWasIgnored() {
        String value = UUID.randomUUID().toString();
        created("Patient", identified(value));
        created("Patient", identified(value));
        HttpResponse<String> page =
                send(request("/Patient?colour=red&_count=1&identifier=" + encode(SYSTEM + "|" + value))
                        .header("Prefer", "handling=lenient"));
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(link(json(page), "self")).doesNotContain("colour").contains("identifier=");
        HttpResponse<String> next = get(link(json(page), "next"));
        assertThat(next.statusCode()).as(next.body()).isEqualTo(200);
        assertThat(entries(json(next))).hasSize(1);
    }

    @Test
    void unknownModifierOfAControl_isRefusedUnderLenientHandlingToo() {
        for (String query : List.of(
                "_count:exact=2",
                "_sort:foo=family",
                "_total:x=none",
                "_include:foo=Patient:organization",
                "_summary:x=true",
                "_elements:x=id")) {
            assertOutcome(send(request("/Patient?" + query).header("Prefer", "handling=lenient")), 400);
        }
    }

    @Test
    void postedSearchThatIsNoForm_isRefusedInsteadOfSearchingAll() {
        assertOutcome(post("/Patient/_search", "{\"family\":\"Weber\"}"), 415);
        HttpResponse<String> empty =
                send(request("/Patient/_search?_count=1").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(empty.statusCode()).isEqualTo(200);
    }

    @Test
    void referenceByTheServersOwnAddress_findsWhatTheRelativeOneFinds() {
        String patient = patient("Absolute");
        created("Condition", condition("Patient/" + patient, "x"));
        for (String query : List.of(
                "subject=" + encode(BASE + "/Patient/" + patient),
                "patient=" + encode(BASE + "/Patient/" + patient),
                "subject=" + encode("Patient/nobody," + BASE + "/Patient/" + patient))) {
            HttpResponse<String> found = get("/Condition?" + query);
            assertThat(entries(json(found))).as(query).hasSize(1);
        }
    }

    private static String identified(String value) {
        return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + SYSTEM + "\",\"value\":\"" + value
                + "\"}]}";
    }

    private static String format(String id, String accept) {
        HttpResponse<String> read = send(request("/Patient/" + id).header("Accept", accept));
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        return read.headers().firstValue("Content-Type").orElseThrow().contains("xml") ? "xml" : "json";
    }

    private static String link(JsonNode bundle, String relation) {
        return StreamSupport.stream(bundle.get("link").spliterator(), false)
                .filter(link -> link.get("relation").asText().equals(relation))
                .map(link -> link.get("url").asText())
                .findFirst()
                .orElseThrow();
    }

    /** Sent as it stands: java.net refuses to build such an address. */
    private static int status(String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", PORT)) {
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + PORT + "\r\nAuthorization: Bearer "
                                    + token(BASE, "system/*.cruds drafts") + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        }
    }
}
