package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.ai.DocumentJson;
import io.chartside.server.ai.ModelServer;
import io.chartside.server.ai.NoteJson;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code $summarize}, {@code $interpret}, {@code $instructions} and {@code $letter} worded by a model, over HTTP (MA16, MA17, MA19). */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LanguageModelDocumentsTest extends RestTest {
    private static final String NOTHING = "{\"resourceType\":\"Parameters\"}";

    private static String patient;
    private static String encounter;
    private static String report;

    private static String made(String type, String json) {
        HttpResponse<String> created = post(MODELLED + "/" + type, json);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("id").asText();
    }

    @BeforeEach
    void aChartWithAVisit() {
        if (patient != null) {
            return;
        }
        patient = made(
                "Patient",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Zxqwille\",\"given\":[\"Xanthe\"]}],"
                        + "\"birthDate\":\"1961-03-04\"}");
        String subject = "\"subject\":{\"reference\":\"Patient/" + patient + "\"}";
        made(
                "Condition",
                "{\"resourceType\":\"Condition\",\"clinicalStatus\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
                        + "\"onsetDateTime\":\"2019-04\",\"code\":{\"text\":\"Essential hypertension\"}," + subject
                        + "}");
        String result = made(
                "Observation",
                "{\"resourceType\":\"Observation\",\"status\":\"final\",\"category\":[{\"coding\":["
                        + "{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"laboratory\"}]}],"
                        + "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"718-7\"}],\"text\":\"Hemoglobin\"},"
                        + subject
                        + ",\"effectiveDateTime\":\"2026-02-03\",\"referenceRange\":[{\"low\":{\"value\":12,\"unit\":"
                        + "\"g/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"g/dL\"},\"high\":{\"value\":16,\"unit\":"
                        + "\"g/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"g/dL\"}}],\"valueQuantity\":{\"value\":"
                        + "11.2,\"unit\":\"g/dL\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"g/dL\"}}");
        report = made(
                "DiagnosticReport",
                "{\"resourceType\":\"DiagnosticReport\",\"status\":\"final\",\"code\":{\"text\":\"Blood count\"},"
                        + subject + ",\"result\":[{\"reference\":\"Observation/" + result + "\"}]}");
        encounter = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"}," + subject
                        + "}");
        Modelled.SERVER.answers(asked -> new NoteJson()
                .statement("history_of_present_illness", "The left knee has hurt for three days.", "u1")
                .medication("ibuprofen", "600 mg", "three times a day", "u2")
                .service("referral to an orthopedic surgeon", "referral", "u3")
                .toString());
        HttpResponse<String> drafted = post(
                MODELLED + "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\""
                        + "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\\n[doctor] So for your"
                        + " first problem, your knee pain, I am going to start you on ibuprofen 600 mg by mouth three times a"
                        + " day.\\n[doctor] I will refer you to an orthopedic surgeon.\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
    }

    private static String address(String operation) {
        return switch (operation) {
            case "summarize", "summary" -> "/Patient/" + patient;
            case "interpret" -> "/DiagnosticReport/" + report;
            default -> "/Encounter/" + encounter;
        };
    }

    private static JsonNode asked(String operation) {
        HttpResponse<String> answer = post(MODELLED + address(operation) + "/$" + operation, NOTHING);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private static JsonNode only(JsonNode bundle, String type) {
        return entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> calls(String operation) {
        HttpResponse<String> found = get(MODELLED + "/AuditEvent?entity="
                + address(operation).substring(1) + "&subtype=" + operation + "&type=110100&_count=50");
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(found.body()).doesNotContain("Xanthe", "Zxqwille", "hypertension", "buprofen");
        return entries(json(found)).stream()
                .map(entry -> entry.path("resource"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"summarize", "interpret", "instructions", "letter"})
    void aModelWordsIt_andTheRecordNamesItAndItsPrompt(String operation) {
        Modelled.SERVER.answers(DocumentJson::echo);
        int before = calls(operation).size();

        JsonNode bundle = asked(operation);

        String sent = Modelled.SERVER.bodies().get(Modelled.SERVER.bodies().size() - 1);
        assertThat(sent).contains("\\\"facts\\\"").doesNotContain("Xanthe", "Zxqwille", "1961", patient, encounter);
        assertThat(only(bundle, "Device").path("modelNumber").asText()).isEqualTo(Modelled.SERVER.model());
        JsonNode provenance = only(bundle, "Provenance");
        assertThat(provenance.path("entity").toString()).containsPattern("\"" + operation + "/[0-9a-f]{64}\"");
        JsonNode composition = only(bundle, "Composition");
        assertThat(composition.path("status").asText()).isEqualTo("preliminary");
        assertThat(composition.toString()).contains("AIAST").doesNotContain("\"fallback\"");
        List<JsonNode> calls = calls(operation);
        assertThat(calls).hasSize(before + 2);
        assertThat(calls.toString()).contains("\"sending\"", "\"answered\"", Modelled.SERVER.model(), "sent-sha256");
    }

    /** The last, since the breaker counts what fails. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aModelThatFails_leavesItToTheEngine_andItSaysSo() {
        Modelled.SERVER.faults(ModelServer.Fault.PROSE);
        JsonNode bundle = asked("letter");
        assertThat(only(bundle, "Device").path("modelNumber").asText()).isEqualTo("chartside-embedded");
        assertThat(only(bundle, "Composition").toString()).contains("\"fallback\"", "its answer was not readable");
    }

    /** A psychotherapy note, which a back end may write and read. */
    @Test
    void whatIsOfPsychotherapyNotes_isNeverSent() {
        Modelled.SERVER.answers(DocumentJson::echo);
        String person = made("Patient", "{\"resourceType\":\"Patient\"}");
        String kept =
                "\"meta\":{\"security\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":"
                        + "\"PSYTHPN\"}]},\"subject\":{\"reference\":\"Patient/" + person + "\"}";
        made(
                "Condition",
                "{\"resourceType\":\"Condition\",\"clinicalStatus\":{\"coding\":[{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/condition-clinical\",\"code\":\"active\"}]},"
                        + "\"code\":{\"text\":\"Panic disorder\"}," + kept + "}");
        String visit = made(
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"}," + kept
                        + "}");
        int before = Modelled.SERVER.bodies().size();
        HttpResponse<String> summary = post(MODELLED + "/Patient/" + person + "/$summarize", NOTHING);
        assertThat(summary.statusCode()).as(summary.body()).isEqualTo(200);
        HttpResponse<String> note = post(
                MODELLED + "/Encounter/" + visit + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\""
                        + "[doctor] What brings you in?\\n[patient] My left knee has hurt for three days.\"}]}");
        assertThat(note.statusCode()).as(note.body()).isEqualTo(200);
        for (HttpResponse<String> answer : List.of(summary, note)) {
            assertThat(answer.body()).contains("the policy does not allow it", "PSYTHPN");
        }
        assertThat(Modelled.SERVER.bodies()).hasSize(before);
    }

    @Test
    void aSummaryThatNobodyReviews_isNeverAModels() {
        Modelled.SERVER.answers(DocumentJson::echo);
        int before = Modelled.SERVER.bodies().size();
        JsonNode bundle = asked("summary");
        assertThat(only(bundle, "Device").path("modelNumber").asText()).isEqualTo("chartside-embedded");
        assertThat(Modelled.SERVER.bodies()).hasSize(before);
    }
}
