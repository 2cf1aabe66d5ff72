package io.chartside.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue's rows on bodies that a parser dies of. */
class InputAttacksTest extends AttackTest {
    private static HttpResponse<String> posted(String type, String contentType, byte[] body) {
        return sent(request(type), "POST", contentType, body);
    }

    private static HttpResponse<String> posted(String contentType, String body) {
        return posted("/Patient", contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String carried(String contentType, String patch, String id) {
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":{\"resourceType\":\"Binary\",\"contentType\":\""
                + contentType + "\",\"data\":\""
                + Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8))
                + "\"},\"request\":{\"method\":\"PATCH\",\"url\":\"Patient/" + id + "\"}}]}";
    }

    // ---- XML

    @Test
    void xxe_inResourcesPatchesAndNarratives_isRefused() {
        String type = "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
        assertOutcome(
                posted(
                        XML,
                        type + "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"&x;\"/></name></Patient>"),
                400);
        String id = patient("Xxe");
        String patch = type + "<diff><replace sel=\"Patient/active/@value\">&x;</replace></diff>";
        assertOutcome(patch("/Patient/" + id, "application/xml-patch+xml", patch), 400);
        HttpResponse<String> carried = post("", carried("application/xml-patch+xml", patch, id));
        assertThat(carried.statusCode()).as(carried.body()).isIn(400, 422);
        HttpResponse<String> narrative = post(
                "/Patient",
                "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"<!DOCTYPE x [<!ENTITY x SYSTEM \\\"file:///etc/passwd\\\">]><div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">&x;</div>\"}}");
        assertThat(narrative.statusCode()).as(narrative.body()).isIn(400, 422);
        assertThat(carried.body() + narrative.body()).doesNotContain("root:");
    }

    @Test
    void billionLaughs_isRefused() {
        StringBuilder entities = new StringBuilder("<!ENTITY a0 \"lol\">");
        for (int i = 1; i < 20; i++) {
            entities.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        String type = "<!DOCTYPE p [" + entities + "]>";
        assertOutcome(
                posted(
                        XML,
                        type
                                + "<Patient xmlns=\"http://hl7.org/fhir\"><name><family value=\"&a19;\"/></name></Patient>"),
                400);
        HttpResponse<String> carried = post(
                "",
                carried(
                        "application/xml-patch+xml",
                        type + "<diff><add sel=\"Patient\">&a19;</add></diff>",
                        patient("Laughs")));
        assertThat(carried.statusCode()).as(carried.body()).isIn(400, 422);
    }

    // ---- sizes

    @Test
    void gzipBomb_isCutOff() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 100; i++) {
                gzip.write(zeros);
            }
        }
        for (String address : List.of("/Patient", "", "/Patient/_search")) {
            String type = address.endsWith("_search") ? "application/x-www-form-urlencoded" : FHIR_JSON;
            assertOutcome(
                    sent(request(address).header("Content-Encoding", "gzip"), "POST", type, packed.toByteArray()), 413);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "1e-999999999", "-1E+99999", "1e2147483648"})
    void decimalBomb_inBodiesPatchesAndSearches_isRefused(String bomb) {
        String body =
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"valueQuantity\":{\"value\":"
                        + bomb + "}}";
        assertOutcome(posted("/Observation", FHIR_JSON, body.getBytes(StandardCharsets.UTF_8)), 400);
        String xml =
                "<Observation xmlns=\"http://hl7.org/fhir\"><status value=\"final\"/><code><text value=\"x\"/></code><valueQuantity><value value=\""
                        + bomb + "\"/></valueQuantity></Observation>";
        assertOutcome(posted("/Observation", XML, xml.getBytes(StandardCharsets.UTF_8)), 400);
        String id = created("Observation", observation(OpenedApp.PATIENT, "decimal"));
        String patch = "[{\"op\":\"add\",\"path\":\"/valueQuantity\",\"value\":{\"value\":" + bomb + "}}]";
        assertOutcome(patch("/Observation/" + id, JSON_PATCH, patch), 400);
        HttpResponse<String> carried =
                post("", carried(JSON_PATCH, patch, id).replace("Patient/" + id, "Observation/" + id));
        assertThat(carried.statusCode()).as(carried.body()).isIn(400, 422);
        HttpResponse<String> text = patch(
                "/Observation/" + id,
                "application/xml-patch+xml",
                "<diff xmlns=\"http://hl7.org/fhir\"><add sel=\"Observation\"><valueQuantity><value value=\"1\"/></valueQuantity></add>"
                        + "<replace sel=\"Observation/valueQuantity/value/@value\">" + bomb + "</replace></diff>");
        assertThat(text.statusCode()).as(text.body()).isIn(400, 422);
        for (String query : List.of("value-quantity=", "value-quantity=gt", "value-quantity=ap")) {
            HttpResponse<String> found = get("/Observation?" + query + encode(bomb));
            assertThat(found.statusCode()).as(found.body()).isIn(200, 400);
        }
        assertThat(get("/RiskAssessment?probability=" + encode(bomb)).statusCode())
                .isIn(200, 400, 404);
    }

    @Test
    void nestedJsonAndXml_areRefused() {
        for (int depth : new int[] {200, 20_000}) {
            String json = "{\"extension\":[".repeat(depth) + "]}".repeat(depth);
            assertOutcome(posted(FHIR_JSON, "{\"resourceType\":\"Patient\",\"extension\":[" + json + "]}"), 400);
            assertOutcome(posted(FHIR_JSON, "[".repeat(depth)), 400);
            String xml = "<extension url=\"x\">".repeat(depth) + "</extension>".repeat(depth);
            assertOutcome(posted(XML, "<Patient xmlns=\"http://hl7.org/fhir\">" + xml + "</Patient>"), 400);
            String patch = "<diff><add sel=\"Patient\">" + xml + "</add></diff>";
            HttpResponse<String> carried = post("", carried("application/xml-patch+xml", patch, patient("Nested")));
            assertThat(carried.statusCode()).as(carried.body()).isIn(400, 413, 422);
            HttpResponse<String> carriedJson = post(
                    "",
                    carried(
                            JSON_PATCH,
                            "[{\"op\":\"add\",\"path\":\"/extension\",\"value\":[" + json + "]}]",
                            patient("Nested")));
            assertThat(carriedJson.statusCode()).as(carriedJson.body()).isIn(400, 413, 422);
        }
    }

    @Test
    void bundleInBundle_isBoundedAndNeverRun() {
        String inner = "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}";
        for (int i = 0; i < 60; i++) {
            inner = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":" + inner + "}]}";
        }
        assertOutcome(posted("/Bundle", FHIR_JSON, inner.getBytes(StandardCharsets.UTF_8)), 400);
        String family = "Nested" + unused().substring(0, 8);
        String transaction =
                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"family\":\""
                        + family + "\"}]},\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}]}";
        HttpResponse<String> outer = post(
                "",
                "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"resource\":" + transaction
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"\"}},{\"resource\":" + transaction
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Bundle\"}}]}");
        assertThat(outer.statusCode()).as(outer.body()).isLessThan(500);
        assertThat(ids(get("/Patient?family=" + family))).isEmpty();
    }

    @Test
    void bundleOf100000Entries_isRefused() {
        for (String type : List.of("transaction", "batch")) {
            String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"" + type + "\",\"entry\":[" + "{},".repeat(99_999)
                    + "{}]}";
            assertOutcome(posted("", FHIR_JSON, bundle.getBytes(StandardCharsets.UTF_8)), 413);
        }
    }
}
