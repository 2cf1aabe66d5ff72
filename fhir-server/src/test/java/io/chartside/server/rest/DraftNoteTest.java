package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Encounter/$draft-note} and {@code Composition/$document} on the demo's visits, over HTTP (MH1, MH5, MA16, MA19). */
class DraftNoteTest extends RestTest {
    private static final String WITHOUT_DRAFTS = "system/*.cruds";

    private static HttpResponse<String> draft(String encounter, String parameters) {
        return post("/Encounter/" + encounter + "/$draft-note", parameters);
    }

    private static String parameters(String... parts) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", parts) + "]}";
    }

    private static String string(String name, String value) {
        return "{\"name\":\"" + name + "\",\"valueString\":\"" + value + "\"}";
    }

    private static List<String> types(JsonNode bundle) {
        return entries(bundle).stream()
                .map(entry -> entry.at("/resource/resourceType").asText())
                .toList();
    }

    private static String compositionId(HttpResponse<String> drafted) {
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        return json(drafted).at("/entry/0/resource/id").asText();
    }

    @Test
    void storedTranscript_becomesADraftThatOnlyTheDraftsRightSees() {
        HttpResponse<String> drafted = draft("demo-encounter-1", parameters());
        String id = compositionId(drafted);
        JsonNode bundle = json(drafted);
        assertThat(bundle.path("type").asText()).isEqualTo("collection");
        assertThat(types(bundle))
                .startsWith("Composition", "DocumentReference")
                .contains("Condition", "ChargeItem", "Claim", "MedicationRequest", "Device", "Provenance");
        assertThat(get("/Composition/" + id).statusCode()).isEqualTo(200);
        assertThat(send(request("/Composition/" + id, WITHOUT_DRAFTS)).statusCode())
                .isEqualTo(404);
        String search = "/Composition?encounter=Encounter/demo-encounter-1";
        assertThat(ids(get(search))).contains(id);
        assertThat(ids(send(request(search, WITHOUT_DRAFTS)))).doesNotContain(id);
    }

    @Test
    void whatIsCharged_bearsTheDayOfTheVisit_whereItTookPlace() {
        String encounter = json(post(
                        "/Encounter",
                        "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                                + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"},"
                                + "\"period\":{\"start\":\"2026-09-30T18:30:00-07:00\"}}"))
                .path("id")
                .asText();

        JsonNode bundle = json(
                draft(encounter, parameters(string("transcript", "[patient] My left knee has hurt since Monday."))));

        List<String> days = new ArrayList<>();
        for (JsonNode entry : entries(bundle)) {
            JsonNode resource = entry.path("resource");
            resource.path("item")
                    .forEach(item -> days.add(item.path("servicedDate").asText()));
            if (resource.path("resourceType").asText().equals("ChargeItem")) {
                days.add(resource.path("occurrenceDateTime").asText());
            }
        }
        assertThat(days).hasSizeGreaterThan(1).containsOnly("2026-09-30");
    }

    /** The numbers 99202 to 99215 are of office visits alone. */
    @ParameterizedTest
    @CsvSource({"AMB,1", "VR,1", "EMER,0", "IMP,0", "HH,0"})
    void numberOfTheLevel_isSuggestedForVisitsOfTheOffice(String visit, int numbers) {
        String patient = json(post("/Patient", "{\"resourceType\":\"Patient\",\"birthDate\":\"1970-01-01\"}"))
                .path("id")
                .asText();
        String encounter = "{\"resourceType\":\"Encounter\",\"status\":\"%s\",\"class\":{\"code\":\"%s\"},"
                + "\"subject\":{\"reference\":\"Patient/" + patient + "\"},\"period\":{\"start\":\"%s\"}}";
        String earlier = Instant.now().minus(30, ChronoUnit.DAYS).toString();
        post("/Encounter", encounter.formatted("finished", "AMB", earlier));
        String today = json(post("/Encounter", encounter.formatted("in-progress", visit, "2026-03-04T10:00:00Z")))
                .path("id")
                .asText();

        JsonNode bundle =
                json(draft(today, parameters(string("transcript", "[patient] My left knee has hurt since Monday."))));

        long found = entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asText().equals("ChargeItem"))
                .flatMap(charge -> charge.at("/code/coding").findValuesAsText("code").stream())
                .filter(code -> code.startsWith("9921"))
                .count();
        assertThat(found).isEqualTo(numbers);
    }

    private static List<String> ids(HttpResponse<String> bundle) {
        return entries(json(bundle)).stream()
                .map(entry -> entry.at("/resource/id").asText())
                .toList();
    }

    @Test
    void textInTheCall_isStoredAsTheTranscript() {
        HttpResponse<String> drafted = draft(
                "demo-encounter-7",
                parameters(
                        string(
                                "transcript",
                                "[doctor] What brings you in?\\n[patient] I have had a sore throat for three days."),
                        "{\"name\":\"type\",\"valueCode\":\"progress\"}"));
        compositionId(drafted);
        assertThat(types(json(drafted)).stream().filter("DocumentReference"::equals))
                .hasSize(2);
        String transcripts = "/DocumentReference?encounter=Encounter/demo-encounter-7&type="
                + encode("https://chartside.io/fhir/CodeSystem/document-type|visit-transcript");
        assertThat(entries(json(get(transcripts)))).isNotEmpty();
    }

    @Test
    void whoMayWriteTheVisitsDocuments_getsItsDraft_butSeesAndReplacesNoneLater() {
        String encounter = json(post(
                        "/Encounter",
                        "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                                + "\"subject\":{\"reference\":\"Patient/demo-patient-7\"}}"))
                .path("id")
                .asText();
        String words = parameters(string("transcript", "[patient] My left knee has hurt since Monday."));

        HttpResponse<String> drafted = draftWithoutDraftsRight(encounter, words);
        String id = compositionId(drafted);
        assertThat(json(drafted).at("/entry/0/resource/meta/versionId").asText())
                .isEqualTo("1");
        assertThat(send(request("/Composition/" + id, WITHOUT_DRAFTS)).statusCode())
                .isEqualTo(404);

        HttpResponse<String> again = draftWithoutDraftsRight(encounter, words);
        assertOutcome(again, 409);
        assertThat(again.body()).contains("scope drafts");
        assertThat(get("/Composition/" + id).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> draftWithoutDraftsRight(String encounter, String parameters) {
        return send(request("/Encounter/" + encounter + "/$draft-note", WITHOUT_DRAFTS)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(parameters)));
    }

    /** MH1: the note grows while the visit goes on, and the clinician's draft is nobody's but the clinician's. */
    @Test
    void preview_isAnsweredAndNotStored_andLeavesTheDraftThatIsThereAlone() {
        String kept = compositionId(draft("demo-encounter-3", parameters()));
        JsonNode before = json(get("/DocumentReference?encounter=Encounter/demo-encounter-3&_summary=count"));
        HttpResponse<String> preview = draft(
                "demo-encounter-3",
                parameters(
                        string("transcript", "[patient] My left knee has hurt since Monday and it is swollen."),
                        "{\"name\":\"preview\",\"valueBoolean\":true}"));
        String shown = compositionId(preview);
        assertThat(preview.body()).contains("knee");
        assertThat(json(preview).at("/entry/0/resource/meta/versionId").isMissingNode())
                .isTrue();
        assertThat(get("/Composition/" + shown).statusCode()).isEqualTo(404);
        assertThat(get("/Composition/" + kept).statusCode()).isEqualTo(200);
        assertThat(json(get("/DocumentReference?encounter=Encounter/demo-encounter-3&_summary=count"))
                        .path("total"))
                .isEqualTo(before.path("total"));
        assertOutcome(draft("demo-encounter-3", parameters(string("preview", "true"))), 400);
    }

    @Test
    void draftedAgain_theEarlierDraftGivesWay() {
        String first = compositionId(draft("demo-encounter-2", parameters()));
        String second = compositionId(draft("demo-encounter-2", parameters()));
        assertThat(get("/Composition/" + first).statusCode()).isEqualTo(410);
        assertThat(ids(get("/Composition?encounter=Encounter/demo-encounter-2")))
                .containsExactly(second);
        assertThat(entries(json(get("/Condition?encounter=Encounter/demo-encounter-2"))).stream()
                        .map(entry -> entry.at("/resource/code/coding/0/code").asText()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "Composition, /status, entered-in-error",
        "Condition, /verificationStatus/coding/0/code, refuted",
        "ChargeItem, /status, not-billable",
        "Claim, /status, cancelled"
    })
    void withdrawnDraft_staysHiddenFromWhoMayNotSeeDrafts(String type, String state, String value) {
        JsonNode bundle = json(draft("demo-encounter-6", parameters()));
        ObjectNode part = (ObjectNode) entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asText().equals(type))
                .findFirst()
                .orElseThrow();
        int slash = state.lastIndexOf('/');
        ((ObjectNode) part.at(state.substring(0, slash))).put(state.substring(slash + 1), value);
        String address = "/" + type + "/" + part.path("id").asText();
        assertThat(put(address, part.toString()).statusCode()).isEqualTo(200);

        assertThat(get(address).statusCode()).isEqualTo(200);
        assertThat(send(request(address, WITHOUT_DRAFTS)).statusCode()).isEqualTo(404);
        assertThat(send(request(address + "/_history/2", WITHOUT_DRAFTS)).statusCode())
                .isEqualTo(404);
        assertThat(ids(send(request("/" + type + "?_id=" + part.path("id").asText(), WITHOUT_DRAFTS))))
                .isEmpty();
    }

    @Test
    void withdrawnFromTheStart_isHiddenToo() {
        String body = "{\"resourceType\":\"Condition\",\"meta\":{\"security\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/v3-ObservationValue\",\"code\":\"AIAST\"}]},"
                + "\"verificationStatus\":{\"coding\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/condition-ver-status\",\"code\":\"entered-in-error\"}]},"
                + "\"code\":{\"text\":\"never checked\"},\"subject\":{\"reference\":\"Patient/demo-patient-8\"}}";
        String id = created("Condition", body);
        assertThat(send(request("/Condition/" + id, WITHOUT_DRAFTS)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void document_hasTheNoteFirstAndAllThatBelongsToIt() {
        String id = compositionId(draft("demo-encounter-3", parameters()));
        HttpResponse<String> document = get("/Composition/" + id + "/$document");
        assertThat(document.statusCode()).as(document.body()).isEqualTo(200);
        assertThat(json(document).path("type").asText()).isEqualTo("document");
        assertThat(types(json(document)))
                .startsWith("Composition")
                .contains("DocumentReference", "ChargeItem", "Claim", "Provenance", "Device", "Patient", "Encounter")
                .doesNotContain("");
        assertThat(entries(json(document)))
                .allMatch(entry -> entry.at("/resource/meta/versionId").asText().matches("\\d+"));
        assertThat(document.body()).contains("visit-transcript");
    }

    @Test
    void everyCall_isAuditedWithModelAndInputHash() {
        String query = "/AuditEvent?subtype=draft-note&entity=Encounter/demo-encounter-4";
        int before = entries(json(get(query))).size();
        compositionId(draft("demo-encounter-4", parameters()));
        List<JsonNode> events = entries(json(get(query)));
        assertThat(events).hasSize(before + 1);
        assertThat(events.get(0).toString())
                .contains("chartside-embedded")
                .containsPattern("\"type\":\"input-sha256\",\"valueString\":\"[0-9a-f]{64}\"")
                .doesNotContain("hernia");
    }

    @Test
    void whatCannotBeDrafted_saysWhy() {
        assertOutcome(draft("demo-encounter-8", parameters()), 422);
        assertOutcome(draft("demo-encounter-8", parameters(string("transcript", " "))), 422);
        assertOutcome(draft("demo-encounter-8", parameters(string("colour", "blue"))), 400);
        assertOutcome(draft("demo-encounter-8", parameters(string("type", "poem"))), 400);
        assertOutcome(
                draft(
                        "demo-encounter-8",
                        parameters("{\"name\":\"transcriptReference\",\"valueReference\":{\"reference\":"
                                + "\"DocumentReference/demo-encounter-1-transcript\"}}")),
                422);
        assertOutcome(draft("nobody", parameters()), 404);
        HttpResponse<String> withoutRight =
                send(request("/Encounter/demo-encounter-1/$draft-note", "system/*.rs drafts")
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString(parameters())));
        assertOutcome(withoutRight, 403);
    }
}
