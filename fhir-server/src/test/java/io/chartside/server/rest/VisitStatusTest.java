package io.chartside.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** {@code Encounter/$visit-status}: facts of a visit without its content, for a back end that may read nothing. */
class VisitStatusTest extends RestTest {
    private static final String EHR = "https://ehr.example/r4";
    private static final String FACTS_ALONE = "visit-status";
    private static final String DECISION = "https://chartside.io/fhir/StructureDefinition/decision";
    private static final String STATEMENT = "https://chartside.io/fhir/StructureDefinition/statement";

    private static HttpResponse<String> ask(String scope, String ehr, String patient, String encounter) {
        return send(request("/Encounter/$visit-status", scope)
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"ehr\",\"valueUri\":\"" + ehr
                                + "\"},{\"name\":\"patient\",\"valueId\":\"" + patient
                                + "\"},{\"name\":\"encounter\",\"valueId\":\"" + encounter + "\"}]}")));
    }

    private static String status(String ehr, String patient, String encounter) {
        HttpResponse<String> answer = ask(FACTS_ALONE, ehr, patient, encounter);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode parameters = json(answer).path("parameter");
        assertThat(parameters).hasSize(2);
        return parameters.at("/0/valueCode").asText() + " "
                + parameters.at("/1/valueInteger").asInt();
    }

    private static String identified(String type, String value, String more) {
        return created(
                type,
                "{\"resourceType\":\"" + type + "\",\"identifier\":[{\"system\":\"" + EHR + "/" + type
                        + "\",\"value\":\"" + value + "\"}]" + more + "}");
    }

    private static JsonNode drafted(String encounter) {
        HttpResponse<String> drafted = post(
                "/Encounter/" + encounter + "/$draft-note",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"transcript\",\"valueString\":"
                        + "\"[doctor] What brings you in?\\n[patient] I have had a headache every day since Monday.\\n"
                        + "[doctor] For your headaches, take ibuprofen 400 mg three times a day.\"}]}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        return json(drafted);
    }

    private static ObjectNode first(JsonNode bundle, String type) {
        return entries(bundle).stream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> type.equals(resource.path("resourceType").asText()))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void visitIsFollowed_fromNothingToADraft_toACodeThatTheNoteNoLongerDocuments() {
        String patient = identified("Patient", "p-41", "");
        String encounter = identified(
                "Encounter",
                "e-41",
                ",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}");
        assertThat(status(EHR, "p-41", "e-41")).isEqualTo("none 0");

        JsonNode draft = drafted(encounter);
        assertThat(status(EHR, "p-41", "e-41")).isEqualTo("drafted 0");
        assertThat(status(BASE, patient, encounter))
                .as("where EHR and record are one")
                .isEqualTo("drafted 0");

        accept(first(draft, "Condition"));
        assertThat(status(EHR, "p-41", "e-41")).as("the note documents it").isEqualTo("drafted 0");

        ObjectNode note = first(draft, "Composition");
        for (JsonNode section : note.path("section")) {
            JsonNode extensions = section.path("extension");
            for (int at = extensions.size() - 1; at >= 0; at--) {
                if (STATEMENT.equals(extensions.get(at).path("url").asText())) {
                    ((ArrayNode) extensions).remove(at);
                }
            }
            if (extensions.isEmpty()) {
                ((ObjectNode) section).remove("extension");
            }
        }
        HttpResponse<String> emptied =
                put("/Composition/" + note.path("id").asText(), note.toString().replaceAll("(?i)headaches?", "this"));
        assertThat(emptied.statusCode()).as(emptied.body()).isEqualTo(200);
        assertThat(status(EHR, "p-41", "e-41")).isEqualTo("drafted 1");
    }

    /** No false alarm, and the one that is right: the third visit's note describes an otitis media and does not name it. */
    @Test
    void codesOfTheDemosVisits_areDocumentedWhereTheNoteNamesThem() {
        for (int visit = 1; visit <= 6; visit++) {
            String encounter = "demo-encounter-" + visit;
            HttpResponse<String> drafted =
                    post("/Encounter/" + encounter + "/$draft-note", "{\"resourceType\":\"Parameters\"}");
            assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
            entries(json(drafted)).stream()
                    .map(entry -> entry.path("resource"))
                    .filter(resource -> resource.path("resourceType").asText().equals("Condition"))
                    .forEach(code -> accept((ObjectNode) code));
            ObjectNode note = first(json(drafted), "Composition");
            String patient = note.at("/subject/reference").asText().replace("Patient/", "");
            boolean unnamed = visit == 3 && !note.path("section").toString().contains("otitis");
            assertThat(status(BASE, patient, encounter)).as(encounter).isEqualTo("drafted " + (unnamed ? 1 : 0));
        }
    }

    private static void accept(ObjectNode code) {
        ObjectNode decision = JSON.createObjectNode().put("url", DECISION);
        decision.putArray("extension").addObject().put("url", "state").put("valueCode", "accepted");
        code.withArray("extension").add(decision);
        HttpResponse<String> accepted = put("/Condition/" + code.path("id").asText(), code.toString());
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    }

    @Test
    void visitOfAnotherPatient_orOfAnotherEhr_isToldFromAnUnknownOneByNobody() {
        String patient = identified("Patient", "p-42", "");
        String encounter = identified(
                "Encounter",
                "e-42",
                ",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},\"subject\":{\"reference\":\"Patient/"
                        + patient + "\"}");
        drafted(encounter);
        assertThat(status(EHR, "p-42", "e-42")).isEqualTo("drafted 0");
        assertThat(status(EHR, "p-43", "e-42")).isEqualTo("none 0");
        assertThat(status(EHR, "p-42", "e-43")).isEqualTo("none 0");
        assertThat(status("https://other.example/r4", "p-42", "e-42")).isEqualTo("none 0");
        assertThat(status(EHR + "/Encounter|e-42,x", "p-42", "e-42")).isEqualTo("none 0");
        assertThat(status(BASE, patient, "no-such")).isEqualTo("none 0");
    }

    @Test
    void itsScope_opensThisQuestionAlone_andNoOtherScopeOpensIt() {
        assertOutcome(ask("system/*.cruds drafts", EHR, "p", "e"), 403);
        assertThat(send(request("/Encounter", FACTS_ALONE)).statusCode()).isEqualTo(403);
        assertThat(send(request("/Composition", FACTS_ALONE)).statusCode()).isEqualTo(403);
        assertThat(send(request("/Encounter/$visit-status?ehr=" + EHR + "&patient=p&encounter=e", FACTS_ALONE))
                        .statusCode())
                .as("ids of patients are no part of a URL")
                .isEqualTo(405);
        assertOutcome(
                send(request("/Encounter/$visit-status", FACTS_ALONE)
                        .header("Content-Type", FHIR_JSON)
                        .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Parameters\"}"))),
                400);
    }
}
