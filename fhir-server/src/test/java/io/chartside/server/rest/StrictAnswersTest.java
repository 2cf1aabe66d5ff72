package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What an integrator reads out of the specification and then tries. */
class StrictAnswersTest extends RestTest {

    @Test
    void narrativeWithActiveContent_isRefusedWhereverItStands() {
        String script = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><script>1</script></div>";
        HttpResponse<String> own = post(
                "/Patient",
                "{\"resourceType\":\"Patient\",\"text\":{\"status\":\"generated\",\"div\":\"" + script + "\"}}");
        assertOutcome(own, 422);
        assertThat(json(own).at("/issue/0/expression/0").asText()).isEqualTo("Patient.text.div");
        HttpResponse<String> section = post(
                "/Composition",
                "{\"resourceType\":\"Composition\",\"status\":\"final\",\"type\":{\"text\":\"x\"},\"date\":\"2026\",\"title\":\"x\","
                        + "\"author\":[{\"display\":\"x\"}],\"section\":[{\"text\":{\"status\":\"generated\",\"div\":\""
                        + script + "\"}}]}");
        assertOutcome(section, 422);
        assertThat(json(section).at("/issue/0/expression/0").asText()).isEqualTo("Composition.section[0].text.div");
        HttpResponse<String> xml = send(
                request("/Patient")
                        .header("Content-Type", "application/fhir+xml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "<Patient xmlns=\"http://hl7.org/fhir\"><text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><p onclick=\"x\">y</p></div></text></Patient>")));
        assertOutcome(xml, 422);
    }

    private static String code(String search) {
        HttpResponse<String> refused = get(search);
        assertOutcome(refused, 400);
        return json(refused).at("/issue/0/code").asText();
    }

    private static String weight(String patient, String value, String unit) {
        return created(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"},\"valueQuantity\":{\"value\":" + value
                        + ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + unit + "\"}}");
    }

    private static List<String> ids(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return entries(json(response)).stream()
                .map(entry -> entry.at("/resource/id").asText())
                .toList();
    }
}
