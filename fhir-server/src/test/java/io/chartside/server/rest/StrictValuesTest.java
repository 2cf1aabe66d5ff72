package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of primitive types are written as FHIR R4 (datatypes.html#primitive) has them, and come back as they were written. */
class StrictValuesTest extends RestTest {

    private static String observation(String element, String value) {
        return "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"" + element + "\":"
                + value + "}";
    }

    private static HttpResponse<String> postXml(String element) {
        return send(request("/Observation")
                .header("Content-Type", "application/fhir+xml")
                .POST(HttpRequest.BodyPublishers.ofString("<Observation xmlns=\"http://hl7.org/fhir\">"
                        + "<status value=\"final\"/><code><text value=\"x\"/></code>" + element + "</Observation>")));
    }

    private static void assertRefusedAt(HttpResponse<String> answer, String path) {
        assertOutcome(answer, 422);
        assertThat(json(answer).at("/issue/0/expression/0").asText()).isEqualTo(path);
    }

    @Test
    void datesAndTimesThatLeaveOutWhatR4Asks_areRefusedWithTheirPath() {
        for (String value : List.of("2026-01-01T10:00", "2026-01-01T10:00Z", "2026-01-01T10:00:00", "20260101")) {
            assertRefusedAt(
                    post("/Observation", observation("effectiveDateTime", "\"" + value + "\"")),
                    "Observation.effective");
            assertRefusedAt(postXml("<effectiveDateTime value=\"" + value + "\"/>"), "Observation.effective");
        }
        for (String value : List.of("2026-01-01", "2026", "2026-01-01T10:00:00")) {
            assertRefusedAt(post("/Observation", observation("issued", "\"" + value + "\"")), "Observation.issued");
            assertRefusedAt(postXml("<issued value=\"" + value + "\"/>"), "Observation.issued");
        }
        for (String value : List.of("10:00", "24:00:00", "10:00:00Z")) {
            assertRefusedAt(post("/Observation", observation("valueTime", "\"" + value + "\"")), "Observation.value");
            assertRefusedAt(postXml("<valueTime value=\"" + value + "\"/>"), "Observation.value");
        }
    }

    @Test
    void uriWithASpace_isRefusedWithItsPath() {
        assertRefusedAt(
                post("/Observation", observation("identifier", "[{\"system\":\"urn:a b\",\"value\":\"1\"}]")),
                "Observation.identifier[0].system");
        assertRefusedAt(
                postXml("<valueQuantity><value value=\"1\"/><system value=\"urn:a b\"/></valueQuantity>"),
                "Observation.value.system");
    }

    @Test
    void partialDatesAndFractionsOfSeconds_areTakenAsTheyAre() {
        for (String value : List.of(
                "2026", "2026-02", "2026-02-03", "2026-02-03T10:00:00.123456Z", "2026-02-03T10:00:00.5+14:00")) {
            String id = created("Observation", observation("effectiveDateTime", "\"" + value + "\""));
            assertThat(json(get("/Observation/" + id)).get("effectiveDateTime").asText())
                    .isEqualTo(value);
            assertThat(postXml("<effectiveDateTime value=\"" + value + "\"/>").statusCode())
                    .as(value)
                    .isEqualTo(201);
        }
        created("Observation", observation("valueTime", "\"10:00:00.25\""));
        created("Observation", observation("issued", "\"2026-02-03T10:00:00.1-05:00\""));
    }

    @Test
    void decimalsWithExponents_keepTheirPrecision() {
        String id = created("Observation", observation("valueQuantity", "{\"value\":1.0E+2}"));
        assertThat(get("/Observation/" + id).body()).contains("\"value\":1.0E+2}");
        assertThat(get("/Observation/" + id + "?_pretty=true").body()).contains("1.0E+2\n");
        String small = created("Observation", observation("valueQuantity", "{\"value\":0.00000010}"));
        assertThat(get("/Observation/" + small).body()).contains("\"value\":0.00000010}");
        String xml = send(request("/Observation/" + id).header("Accept", "application/fhir+xml"))
                .body();
        assertThat(xml).contains("<value value=\"1.0E+2\"/>");
        HttpResponse<String> posted = postXml("<valueQuantity><value value=\"1.0E+2\"/></valueQuantity>");
        assertThat(posted.body()).contains("\"value\":1.0E+2}");
    }
}
