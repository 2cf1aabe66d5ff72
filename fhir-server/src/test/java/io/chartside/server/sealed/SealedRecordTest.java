package io.chartside.server.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.server.store.TestStore;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sealed visits in the record: what may not touch them, what is released of them, and their end with the patient. */
class SealedRecordTest extends SealedTest {
    @Test
    void noOtherWrite_addsToASealedVisit_orLooksLikeOne() {
        Opened opened = open("single");
        assertThat(say(opened, key.says(opened.session(), opened.device(), 1, "I cough"))
                        .statusCode())
                .isEqualTo(200);
        String subject = "\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
        String sealed = "{\"reference\":\"Encounter/" + opened.session() + "\"}";
        String absolute = "{\"reference\":\"" + BASE + "/Encounter/" + opened.session() + "\"}";
        for (String body : List.of(
                "{\"resourceType\":\"Communication\",\"status\":\"completed\"," + subject + ",\"encounter\":" + sealed
                        + ",\"payload\":[{\"contentString\":\"He coughs\"}]}",
                "{\"resourceType\":\"Communication\",\"status\":\"completed\"," + subject
                        + ",\"payload\":[{\"contentAttachment\":{\"contentType\":\"application/jose\",\"data\":\"QQ==\"}}]}",
                "{\"resourceType\":\"DocumentReference\",\"status\":\"current\"," + subject
                        + ",\"context\":{\"encounter\":[" + sealed
                        + "]},\"content\":[{\"attachment\":{\"contentType\":\"text/plain\",\"data\":\"QQ==\"}}]}",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"cough\"}," + subject
                        + ",\"encounter\":" + sealed + "}",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"cough\"}," + subject
                        + ",\"encounter\":" + absolute + "}",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"}," + subject
                        + ",\"partOf\":" + sealed + "}",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"system\":\""
                        + SealedFhir.CLASS_SYSTEM + "\",\"code\":\"sealed\"}," + subject + "}")) {
            String type = json(body);
            assertRefused(post("/" + type, body), 422);
        }
        JsonNode communication = entries(json(get("/Communication?encounter=Encounter/" + opened.session())))
                .get(0)
                .path("resource");
        String id = communication.path("id").asText();
        assertRefused(put("/Communication/" + id, communication.toString()), 422);
        assertRefused(delete("/Communication/" + id), 422);
        assertRefused(delete("/Encounter/" + opened.session()), 422);
        assertRefused(put("/Encounter/sealed-mine", """
                {"resourceType":"Encounter","id":"sealed-mine","status":"planned","class":{"code":"AMB"},%s}""".formatted(subject)), 422);

        for (String operation : List.of("$draft-note", "$transcribe", "$withhold", "$seal")) {
            assertRefused(
                    post(
                            "/Encounter/" + opened.session() + "/" + operation,
                            parameters(Map.of("transcript", "Doctor: what brings you in? Patient: a cough"))),
                    422);
        }
        assertRefused(post("/audio/" + opened.session() + "/ticket", parameters(Map.of())), 422);
    }

    private static String json(String body) {
        return body.replaceFirst("\\{\"resourceType\":\"([A-Za-z]+)\".*", "$1");
    }

    @Test
    void releasedNote_isAnUnsignedDraftOfTheVisit_withTheUtterancesItRestsOn() {
        Opened opened = open("single");
        String note = """
                {"type":"soap","sections":[{"code":"61150-9","title":"SUBJECTIVE","paragraphs":[{"label":"","bullets":false,
                "statements":[{"text":"Coughs for a week.","evidence":[{"utterance":"u1","start":2,"end":7}]},
                {"text":"Written by hand.","evidence":[],"edited":true}]}]}],
                "codes":[{"code":"R05.9","display":"Cough","evidence":[{"utterance":"u1","start":2,"end":7}]}],
                "utterances":[{"id":"u1","speaker":"patient","text":"I cough"}]}""".replace("\n", " ");
        HttpResponse<String> answer = post(
                "/Encounter/" + opened.session() + "/$seal-release",
                parameters(Map.of("note", note, "replace", "true")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        entries(json(answer))
                .forEach(entry ->
                        parts.put(entry.at("/resource/resourceType").asText() + parts.size(), entry.path("resource")));
        assertThat(parts.keySet().toString())
                .contains("Composition", "DocumentReference", "Condition", "Device", "Provenance")
                .doesNotContain("Claim", "ChargeItem");
        JsonNode composition = parts.values().iterator().next();
        assertThat(composition.path("status").asText()).isEqualTo("preliminary");
        assertThat(composition.at("/encounter/reference").asText()).isEqualTo("Encounter/" + visit);
        assertThat(composition.at("/section/0/extension").toString())
                .contains("\"valueCode\":\"ai\"", "\"valueCode\":\"clinician\"", "\"valueString\":\"u1\"");
        JsonNode stored = json(get("/Composition/" + composition.path("id").asText()));
        assertThat(stored.path("status").asText()).isEqualTo("preliminary");

        for (String bad : List.of(
                "not json",
                "{}",
                note.replace("61150-9", "0000-0"),
                note.replace("\"end\":7", "\"end\":99"),
                "{\"k\":1}")) {
            assertRefused(
                    post("/Encounter/" + opened.session() + "/$seal-release", parameters(Map.of("note", bad))), 422);
        }
    }

    @Test
    void anotherDraftOfTheVisit_isReplacedOnlyWhereThatIsAskedFor_andASignedNoteNever() {
        String own = created("Encounter", """
                {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "AMB"},
                 "subject": {"reference": "Patient/%s"}}""".formatted(patient));
        Opened opened = open(own, "single");
        String first = composition(release(opened, Map.of("note", WITH_PLAN)));
        HttpResponse<String> refused = release(opened, Map.of("note", WITH_PLAN));
        assertRefused(refused, 409);
        assertThat(refused.body()).contains("\"conflict\"", "unsigned draft");
        assertThat(get("/Composition/" + first).statusCode()).isEqualTo(200);
        String second = composition(release(opened, Map.of("note", WITH_PLAN, "replace", "true")));
        assertThat(get("/Composition/" + first).statusCode()).isEqualTo(410);
        assertThat(get("/Composition/" + second).statusCode()).isEqualTo(200);

        Opened other = open(own, "single");
        created("Composition", """
                {"resourceType":"Composition","status":"final","type":{"text":"Progress note"},"date":"2026-03-04","title":"Note",
                 "author":[{"display":"A clinician"}],"subject":{"reference":"Patient/%s"},
                 "encounter":{"reference":"Encounter/%s"}}""".formatted(patient, own));
        for (String replace : List.of("false", "true")) {
            HttpResponse<String> signed = release(other, Map.of("note", WITH_PLAN, "replace", replace));
            assertRefused(signed, 409);
            assertThat(signed.body()).contains("\"business-rule\"", "addendum");
        }
    }

    private static HttpResponse<String> release(Opened opened, Map<String, String> parameters) {
        return post("/Encounter/" + opened.session() + "/$seal-release", parameters(parameters));
    }

    private static String composition(HttpResponse<String> released) {
        assertThat(released.statusCode()).as(released.body()).isEqualTo(200);
        return entries(json(released)).get(0).at("/resource/id").asText();
    }

    private static final String WITH_PLAN = """
            {"type":"soap","sections":[{"code":"61150-9","title":"SUBJECTIVE","paragraphs":[{"label":"","bullets":false,
            "statements":[{"text":"Coughs for a week.","evidence":[{"utterance":"u1","start":2,"end":7}]}]}]}],
            "orders":[{"kind":"medication","name":"lisinopril","dose":"10 mg","route":"","frequency":"once a day",
            "change":"start","missing":["route"],"evidence":[{"utterance":"u2","start":0,"end":5}]},
            {"kind":"service","text":"chest x-ray","category":"imaging","evidence":[{"utterance":"u9","start":0,"end":5}]}],
            "level":{"level":"moderate","problems":{"level":"moderate","elements":[{"text":"two problems",
            "evidence":[{"utterance":"u1","start":2,"end":7}]}]},"data":{"level":"low","elements":[]},
            "risk":{"level":"moderate","elements":[{"text":"prescription drug management","evidence":[]}]},
            "missingForNext":["one more"],"time":{"minutes":31,"newPatient":false,"level":"moderate","evidence":[]}},
            "utterances":[{"id":"u1","speaker":"patient","text":"I cough"},
            {"id":"u2","speaker":"clinician","text":"Start lisinopril 10 mg once a day"}]}""".replace("\n", " ");

    /** Each a suggestion like that of any draft: its decision is another step, under the same rules (ADR 0040). */
    @Test
    void releasedOrdersAndLevel_areDraftsThatNobodyHasDecided_andABackEndApprovesNone() {
        Opened opened = open("single");
        HttpResponse<String> answer = post(
                "/Encounter/" + opened.session() + "/$seal-release",
                parameters(Map.of("note", WITH_PLAN, "replace", "true")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        entries(json(answer))
                .forEach(entry -> parts.put(entry.at("/resource/resourceType").asText(), entry.path("resource")));
        JsonNode drug = json(get("/MedicationRequest/"
                + parts.get("MedicationRequest").path("id").asText()));
        assertThat(drug.path("status").asText()).isEqualTo("draft");
        assertThat(drug.path("intent").asText()).isEqualTo("proposal");
        assertThat(drug.at("/dosageInstruction/0/text").asText()).isEqualTo("10 mg once a day");
        assertThat(drug.path("supportingInformation").toString()).contains("\"u2\"");
        assertThat(drug.toString()).doesNotContain("approved");
        JsonNode xray = parts.get("ServiceRequest");
        assertThat(xray.path("status").asText()).isEqualTo("draft");
        assertThat(xray.path("supportingInfo")).as("u9 stays sealed").isEmpty();
        JsonNode charge =
                json(get("/ChargeItem/" + parts.get("ChargeItem").path("id").asText()));
        assertThat(charge.path("status").asText()).isEqualTo("planned");
        assertThat(charge.toString()).contains("prescription drug management", "two problems");
        assertThat(parts.get("Claim").path("status").asText()).isEqualTo("draft");
        assertThat(parts.get("Composition").toString())
                .contains("MedicationRequest/" + drug.path("id").asText());

        ((ObjectNode) drug)
                .withArray("extension")
                .addObject()
                .put("url", ChartsideFhir.DECISION)
                .putArray("extension")
                .addObject()
                .put("url", "state")
                .put("valueCode", "accepted");
        assertThat(put("/MedicationRequest/" + drug.path("id").asText(), drug.toString())
                        .statusCode())
                .as("by a back end without a licence")
                .isBetween(400, 422);
    }

    @Test
    void planOfAnotherForm_isRefusedAsAWhole() {
        Opened opened = open("single");
        for (String[] change : new String[][] {
            {"\"change\":\"start\"", "\"change\":\"perhaps\""},
            {"\"kind\":\"service\"", "\"kind\":\"wish\""},
            {"\"name\":\"lisinopril\"", "\"name\":\"\""},
            {"\"category\":\"imaging\"", "\"category\":\"\""},
            {"\"minutes\":31", "\"minutes\":0"},
            {"\"minutes\":31", "\"minutes\":1441"},
            {"\"data\":{\"level\":\"low\"", "\"data\":{\"level\":\"none\""},
            {"\"level\":{\"level\":\"moderate\"", "\"level\":{\"level\":\"99215\""},
            {"\"missing\":[\"route\"]", "\"missing\":[7]"},
            {"\"orders\":[", "\"services\":[],\"orders\":["}
        }) {
            String bad = WITH_PLAN.replace(change[0], change[1]);
            assertThat(bad).isNotEqualTo(WITH_PLAN);
            assertRefused(
                    post("/Encounter/" + opened.session() + "/$seal-release", parameters(Map.of("note", bad))), 422);
        }
    }

    @Test
    void erasedPatient_leavesNothingOfASealedVisit() {
        String erased = patient("Unsealed");
        Opened opened = open(created("Encounter", """
                {"resourceType": "Encounter", "status": "in-progress", "class": {"code": "AMB"},
                 "subject": {"reference": "Patient/%s"}}""".formatted(erased)), "shared");
        String token = value(redeem(invite(opened)), "token");
        assertThat(guest(opened.session() + "/acknowledge", token, Map.of("fingerprint", key.fingerprint()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(say(opened, key.says(opened.session(), opened.device(), 1, "I cough"))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> erasure =
                send(request("/Patient/" + erased + "/$erase", "erase").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(erasure.statusCode()).as(erasure.body()).isEqualTo(200);
        assertRefused(get("/Encounter/" + opened.session()), 410);
        assertRefused(guest(opened.session() + "/messages", token, Map.of("after", "0")), 401);
        for (String table : List.of("sealed_session", "sealed_device", "sealed_invite", "sealed_utterance")) {
            String column = table.equals("sealed_session") ? "id" : "session";
            int left = TestStore.asSuperuser("chartside", connection -> {
                try (PreparedStatement count =
                        connection.prepareStatement("select count(*) from " + table + " where " + column + " = ?")) {
                    count.setString(1, opened.session());
                    try (ResultSet rows = count.executeQuery()) {
                        rows.next();
                        return rows.getInt(1);
                    }
                }
            });
            assertThat(left).as(table).isZero();
        }
    }
}
