package io.chartside.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chartside.server.speech.Recorder;
import io.chartside.server.speech.SpokenVisit;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the server in the middle of a recording (R1, MH1): what was acknowledged is there, and no word is lost or doubled. */
class RecordingCrashTest {
    private static final int WORDS = 120;

    private final RealServer server = RealServer.shared();

    private String makes(String type, String body) throws IOException {
        HttpResponse<String> answer = server.post("/" + type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return RealServer.json(answer).path("id").asText();
    }

    private String visit() throws IOException {
        String patient = makes("Patient", "{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"Crashed\"}]}");
        String encounter = makes("Encounter", """
                {"resourceType":"Encounter","status":"in-progress","class":{"code":"AMB"},
                 "subject":{"reference":"Patient/%s"}}""".formatted(patient));
        makes("Consent", """
                {"resourceType":"Consent","status":"active",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                 "category":[{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/consent-category","code":"visit-recording"}]}],
                 "patient":{"reference":"Patient/%s"},
                 "policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]},
                 "provision":{"type":"permit"}}""".formatted(patient));
        return encounter;
    }

    private Recorder start(String encounter, String more) {
        return Recorder.open(server.base(), encounter)
                .send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"token\":\"" + server.token() + "\""
                        + more + "}");
    }

    @Test
    void serverKilledWhileAVisitIsRecorded_keepsAllThatItAcknowledged() throws Exception {
        String encounter = visit();
        List<byte[]> frames = SpokenVisit.frames(SpokenVisit.audio(WORDS), new Random(41));
        Recorder first = start(encounter, "");
        String session = first.await("ready").path("session").asText();
        int half = frames.size() / 2;
        for (int number = 0; number < half; number++) {
            first.frame(number, frames.get(number));
        }
        int acknowledged = first.await("ack").path("next").asInt();
        JsonNode said = first.await("final");
        Thread sending = new Thread(() -> sendUntilItBreaks(first, frames, half));
        sending.start();
        server.killServer();
        sending.join();
        for (JsonNode message : first.rest()) {
            acknowledged = Math.max(acknowledged, message.path("next").asInt());
        }

        server.startServer();
        Recorder second = start(encounter, ",\"session\":\"" + session + "\"");
        JsonNode ready = second.await("ready");
        int next = ready.path("next").asInt();
        assertThat(next).isGreaterThanOrEqualTo(acknowledged);
        assertThat(ready.at("/words/0/text").asText())
                .isEqualTo(said.path("text").asText());
        for (int number = next; number < frames.size(); number++) {
            second.frame(number, frames.get(number));
        }
        second.send("{\"type\":\"finish\"}");
        String transcript = second.await("finished").path("transcript").asText();
        assertThat(words(server.get("/" + transcript))).isEqualTo(SpokenVisit.words(WORDS));
    }

    private static void sendUntilItBreaks(Recorder recorder, List<byte[]> frames, int from) {
        try {
            for (int number = from; number < frames.size(); number++) {
                recorder.frame(number, frames.get(number));
            }
        } catch (CompletionException broken) {
            assertThat(broken).hasCauseInstanceOf(IOException.class);
        }
    }

    private static String words(HttpResponse<String> transcript) throws IOException {
        String data =
                RealServer.json(transcript).at("/content/1/attachment/data").asText();
        List<String> words = new ArrayList<>();
        new ObjectMapper()
                .readTree(new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8))
                .forEach(utterance -> words.add(utterance.path("text").asText()));
        return String.join(" ", words);
    }
}
