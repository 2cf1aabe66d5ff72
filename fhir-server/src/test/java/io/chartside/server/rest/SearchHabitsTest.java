package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a stranger expects of searches (FHIR R4, search.html), and of {@code Prefer: handling=lenient} beside them. */
class SearchHabitsTest extends RestTest {

    private static String weight(String patient, String value, String code, String unit) {
        return created(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"},\"valueQuantity\":{\"value\":" + value + ",\"unit\":\"" + unit
                        + "\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + code + "\"}}");
    }

    private static List<String> ids(String search) {
        HttpResponse<String> answer = get(search);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return entries(json(answer)).stream()
                .map(entry -> entry.at("/resource/id").asText())
                .toList();
    }

    @Test
    void quantityWithoutASystem_isMetByItsCodeOrUnitAsGiven() {
        String patient = patient("Grams");
        String grams = weight(patient, "5.4", "g", "gram");
        String milligrams = weight(patient, "5400", "mg", "milligram");
        String search = "/Observation?patient=" + patient + "&value-quantity=";
        assertThat(ids(search + encode("5.4||g"))).containsExactly(grams);
        assertThat(ids(search + encode("5.4||gram"))).containsExactly(grams);
        assertThat(ids(search + encode("5400||milligram"))).containsExactly(milligrams);
        assertThat(ids(search + encode("5.4|http://unitsofmeasure.org|g")))
                .containsExactlyInAnyOrder(grams, milligrams);
    }

    /** The next link repeats the criteria, which may be health records: the form goes on without any address that holds them. */
    @Test
    void postedSearch_goesOnByItsCursorInTheForm() {
        String family = "Posted" + UUID.randomUUID().toString().substring(0, 8);
        List<String> both = List.of(patient(family), patient(family));
        List<String> found = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 2; page++) {
            JsonNode bundle = json(send(request("/Patient/_search")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("family=" + family + "&_count=1" + cursor))));
            found.add(entries(bundle).get(0).at("/resource/id").asText());
            cursor = "&_cursor=" + bundle.at("/link/1/url").asText().replaceFirst(".*_cursor=", "");
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(both);
    }

    @Test
    void everythingThatRefersToAMatch_isIncluded() {
        String patient = patient("Referred");
        String condition = created("Condition", condition("Patient/" + patient, "x"));
        String observation = weight(patient, "1", "g", "g");
        String provenance = created("Provenance", """
                {"resourceType":"Provenance","target":[{"reference":"Patient/%s"}],"recorded":"2026-01-01T00:00:00Z",
                 "agent":[{"who":{"display":"x"}}]}""".formatted(patient));
        assertThat(ids("/Patient?_id=" + patient + "&_revinclude=*"))
                .containsExactlyInAnyOrder(patient, condition, observation, provenance);
        assertThat(get("/metadata").body()).contains("\"searchRevInclude\":[\"*\"");
    }

    @Test
    void searchOverAllTypesThatFindsLittle_goesOnToItsMatch() {
        for (int i = 0; i < 120; i++) {
            patient("Untagged");
        }
        String tag = UUID.randomUUID().toString();
        created(
                "Patient",
                "{\"resourceType\":\"Patient\",\"meta\":{\"tag\":[{\"system\":\"urn:t\",\"code\":\"" + tag + "\"}]}}");
        for (int i = 0; i < 120; i++) {
            patient("Untagged");
        }
        HttpResponse<String> page = get("?_tag=" + encode("urn:t|" + tag));
        assertThat(entries(json(page))).hasSize(1);
    }

    @Test
    void unknownParameterOfAnExport_isPassedOverWhenHandlingIsLenient() {
        assertOutcome(send(request("/$export?colour=red").header("Prefer", "respond-async")), 400);
        assertOutcome(
                send(request("/$export")
                        .header("Prefer", "respond-async")
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"valueString\":\"x\"}]}"))),
                400);
        HttpResponse<String> lenient =
                send(request("/$export?colour=red&_type=Flag").header("Prefer", "respond-async, handling=lenient"));
        assertThat(lenient.statusCode()).as(lenient.body()).isEqualTo(202);
        assertThat(lenient.headers().firstValue("Warning").orElse("")).contains("colour");
        delete(lenient.headers().firstValue("Content-Location").orElseThrow());
    }

    @Test
    void unknownParameterOfAConditionalWrite_isRefusedUnderLenientHandlingToo() {
        String id = patient("Kept");
        for (String query : List.of("colour=red", "_id=" + id + "&colour=red")) {
            HttpRequest.Builder removal = request("/Patient?" + query).header("Prefer", "handling=lenient");
            assertOutcome(send(removal.DELETE()), 400);
        }
        assertThat(get("/Patient/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void sortByValue_goesThroughAllPages() {
        String patient = patient("Sorted");
        List<String> byValue = List.of("3", "1", "2", "5", "4").stream()
                .sorted()
                .map(value -> weight(patient, value, "g", "g"))
                .toList();
        String next = "/Observation?_sort=value-quantity&_count=2&patient=" + patient;
        List<String> found = new ArrayList<>();
        while (next != null) {
            JsonNode page = json(get(next));
            entries(page).forEach(entry -> found.add(entry.at("/resource/id").asText()));
            next = null;
            for (JsonNode link : page.path("link")) {
                next = link.get("relation").asText().equals("next")
                        ? link.get("url").asText()
                        : next;
            }
        }
        assertThat(found).isEqualTo(byValue);
    }

    @Test
    void includesThatFillTheMemory_areRefused() {
        String patient = patient("Heavy");
        String text = "x".repeat(1_900_000);
        for (int i = 0; i < 9; i++) {
            created("Condition", condition("Patient/" + patient, text));
        }
        HttpResponse<String> refused = get("/Patient?_id=" + patient + "&_revinclude=Condition:subject");
        assertOutcome(refused, 400);
        assertThat(json(refused).at("/issue/0/code").asText()).isEqualTo("too-costly");
    }

    @Test
    void sortedPage_endsAfterFourMegabytes() {
        String patient = patient("Large");
        for (int i = 0; i < 4; i++) {
            created("Condition", condition("Patient/" + patient, "x".repeat(1_900_000)));
        }
        JsonNode page = json(get("/Condition?_sort=clinical-status&subject=Patient/" + patient));
        assertThat(entries(page)).hasSize(2);
        assertThat(page.path("link").findValuesAsText("relation")).contains("next");
    }
}
