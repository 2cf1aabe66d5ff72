package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.ai.ModelServer;
import io.chartside.server.ai.NoteJson;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code $draft-note} by a language model, over HTTP: who drafted is on record, what was said is not (MA16, MA17, MA19, MH8). */
class LanguageModelDraftTest extends RestTest {
    private static String encounter() {
        String patient = id(post(
                MODELLED + "/Patient",
                "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Zxqwille\",\"given\":[\"Xanthe\"]}],"
                        + "\"birthDate\":\"1961-03-04\"}"));
        return id(post(
                MODELLED + "/Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}"));
    }

    private static String id(HttpResponse<String> created) {
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return json(created).path("id").asText();
    }

    private static JsonNode drafted(String encounter) {
        HttpResponse<String> drafted = post(
                MODELLED + "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":\""
                        + "[doctor] Hello Xanthe, what is wrong?\\n[patient] My right knee hurts, quokkaly so.\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        return json(drafted);
    }

    private static JsonNode only(JsonNode bundle, String type) {
        List<JsonNode> found = entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asText().equals(type))
                .toList();
        assertThat(found).as(type).hasSize(1);
        return found.get(0);
    }

    /** Details of the calls of an encounter's models, oldest first. */
    private static List<Map<String, String>> calls(String encounter) {
        HttpResponse<String> found = get(
                MODELLED + "/AuditEvent?entity=Encounter/" + encounter + "&subtype=draft-note&type=110100&_count=50");
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(found.body()).doesNotContain("quokkaly", "Xanthe", "Zxqwille");
        return entries(json(found)).stream()
                .map(entry -> entry.path("resource"))
                .filter(event -> !event.findValues("detail").isEmpty())
                .sorted((a, b) ->
                        a.path("recorded").asText().compareTo(b.path("recorded").asText()))
                .map(LanguageModelDraftTest::details)
                .toList();
    }

    private static Map<String, String> details(JsonNode event) {
        Map<String, String> details = new TreeMap<>();
        details.put("event", event.path("outcome").asText());
        event.findValues("detail")
                .forEach(all -> all.forEach(detail -> details.put(
                        detail.path("type").asText(), detail.path("valueString").asText())));
        return details;
    }

    @Test
    void theModelDrafts_andTheRecordNamesItAndItsPrompt() {
        Modelled.SERVER.answers(asked -> new NoteJson()
                .statement("history_of_present_illness", "The right knee hurts.", "u1")
                .code("M25.561", "u1")
                .toString());
        String encounter = encounter();

        JsonNode bundle = drafted(encounter);

        assertThat(Modelled.SERVER.bodies().get(Modelled.SERVER.bodies().size() - 1))
                .doesNotContain("Xanthe");
        JsonNode device = only(bundle, "Device");
        assertThat(device.path("modelNumber").asText()).isEqualTo(Modelled.SERVER.model());
        assertThat(device.has("manufacturer")).isFalse();
        assertThat(device.toString()).contains("Large-Language-Models").doesNotContain("Rule-Based");
        JsonNode provenance = only(bundle, "Provenance");
        assertThat(provenance.at("/agent/0/who/reference").asText())
                .isEqualTo("Device/" + device.path("id").asText());
        assertThat(provenance.at("/entity/1/what/identifier/value").asText()).matches("draft_note/[0-9a-f]{64}");
        JsonNode note = only(bundle, "Composition");
        assertThat(note.toString()).contains("The right knee hurts.", "AIAST", "\"u1\"");
        assertThat(only(bundle, "Condition").at("/code/coding/0/code").asText()).isEqualTo("M25.561");
        List<Map<String, String>> calls = calls(encounter);
        assertThat(calls).extracting(call -> call.get("outcome")).containsExactly("sending", "answered");
        assertThat(calls.get(1))
                .containsEntry("event", "0")
                .containsEntry("provider", "house")
                .containsEntry("model", Modelled.SERVER.model())
                .containsEntry("region", "basement")
                .containsEntry("contract", "Contract/baa-house")
                .containsEntry("purpose", "TREAT")
                .containsEntry("tokens", "1000")
                .containsEntry("identifiers-removed", "1")
                .containsKeys("version", "input-sha256", "sent-sha256", "sent-bytes", "answer-sha256", "answer-bytes");
    }

    @Test
    void aModelThatFails_leavesTheNoteToTheEmbeddedEngine() {
        Modelled.SERVER.faults(ModelServer.Fault.PROSE);
        String encounter = encounter();

        JsonNode bundle = drafted(encounter);

        assertThat(only(bundle, "Device").path("modelNumber").asText()).isEqualTo("chartside-embedded");
        assertThat(only(bundle, "Composition").toString())
                .contains("\"fallback\"", "its answer was not readable")
                .doesNotContain("Here is the note");
        assertThat(only(bundle, "Provenance").path("entity")).hasSize(1);
        List<Map<String, String>> calls = calls(encounter);
        assertThat(calls).hasSize(3);
        assertThat(calls.get(1)).containsEntry("outcome", "unreadable").containsEntry("event", "8");
        assertThat(calls.get(2)).containsEntry("model", "chartside-embedded").containsEntry("event", "0");
    }
}
