package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.rest.RestTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** Visits to be recorded, each of a patient of its own. */
abstract class SpeechTest extends RestTest {
    static final String ALL = "system/*.cruds drafts";

    @AfterEach
    void servicesAreWellAgain() {
        DeepgramPeer.instance().calm();
    }

    record Visit(String base, String patient, String encounter) {
        Recorder recorder() {
            return Recorder.started(base, encounter, token(base, ALL));
        }

        JsonNode one(String type) {
            List<JsonNode> found = all(type);
            assertThat(found).as(type).hasSize(1);
            return found.get(0);
        }

        List<JsonNode> all(String type) {
            List<JsonNode> found = new ArrayList<>();
            entries(json(send(request(base + "/" + type + "?encounter=Encounter/" + encounter))))
                    .forEach(entry -> found.add(entry.path("resource")));
            return found;
        }

        /** The utterances of its one transcript. */
        JsonNode utterances() {
            String data =
                    one("DocumentReference").at("/content/1/attachment/data").asText();
            return parsed(new String(Base64.getDecoder().decode(data), java.nio.charset.StandardCharsets.UTF_8));
        }

        String said() {
            List<String> said = new ArrayList<>();
            utterances().forEach(utterance -> said.add(utterance.path("text").asText()));
            return String.join(" ", said);
        }
    }

    /** Sends these frames, one after the other. */
    static void send(Recorder recorder, List<byte[]> frames, int from, int to) {
        for (int number = from; number < to; number++) {
            recorder.frame(number, frames.get(number));
        }
    }

    /** The calls of speech services for this visit that the audit knows, the newest first. */
    static List<JsonNode> calls(String base, Visit visit) {
        List<JsonNode> calls = new ArrayList<>();
        entries(json(send(request(
                        base + "/AuditEvent?subtype=transcribe&_sort=-date&entity=Encounter/" + visit.encounter()))))
                .forEach(entry -> calls.add(entry.path("resource")));
        return calls;
    }

    /** What a call is told by. */
    static Map<String, String> details(JsonNode event) {
        Map<String, String> details = new HashMap<>();
        event.path("entity")
                .forEach(entity -> entity.path("detail")
                        .forEach(detail -> details.put(
                                detail.path("type").asText(),
                                detail.path("valueString").asText())));
        return details;
    }

    static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static String makes(String base, String type, String body) {
        HttpResponse<String> response = post(base + "/" + type, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return json(response).path("id").asText();
    }

    static Visit visitWithoutConsent(String base) {
        String patient = makes(base, "Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Spoken\"}]}");
        String encounter = makes(
                base,
                "Encounter",
                "{\"resourceType\":\"Encounter\",\"status\":\"in-progress\",\"class\":{\"code\":\"AMB\"},"
                        + "\"subject\":{\"reference\":\"Patient/" + patient + "\"}}");
        return new Visit(base, patient, encounter);
    }

    static Visit visit(String base) {
        Visit visit = visitWithoutConsent(base);
        consents(visit, "permit", "");
        return visit;
    }

    /** @param more of the provision */
    static String consents(Visit visit, String type, String more) {
        return makes(visit.base(), "Consent", consent(visit, type, more));
    }

    static String consent(Visit visit, String type, String more) {
        return """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                 "category":[{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/consent-category","code":"visit-recording"}]}],
                 "patient":{"reference":"Patient/%s"},
                 "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
                 "provision":{"type":"%s"%s}}""".formatted(visit.patient(), type, more);
    }

    static HttpResponse<String> transcribe(Visit visit, String attachment) {
        return send(request(visit.base() + "/Encounter/" + visit.encounter() + "/$transcribe")
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":"
                        + "\"audio\",\"valueAttachment\":" + attachment + "}]}")));
    }
}
