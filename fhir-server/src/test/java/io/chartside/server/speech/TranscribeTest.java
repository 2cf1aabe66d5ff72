package io.chartside.server.speech;

import static io.chartside.server.speech.TranscriptionsPeer.segment;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code Encounter/$transcribe} against a service that speaks the protocol of transcriptions (MH1). */
class TranscribeTest extends SpeechTest {
    private static final String SEGMENTS = "{\"text\":\"…\",\"segments\":["
            + segment(0.5, 2.25, " What brings you in today?", 0.01) + ","
            + segment(2.5, 3.0, " Thanks for watching!", 0.95) + ","
            + segment(3.0, 5.5, " My left knee has hurt since Monday.", 0.02) + "]}";

    private static String attachment(String contentType, byte[] data) {
        return "{\"contentType\":\"%s\",\"data\":\"%s\"}"
                .formatted(contentType, Base64.getEncoder().encodeToString(data));
    }

    @Test
    void uploadedRecording_becomesTheTranscript_withoutWhatWasHeardInSilence() throws Exception {
        TranscriptionsPeer.instance().answers(200, SEGMENTS);
        Visit visit = visit(DICTATED);
        HttpResponse<String> answered = transcribe(visit, attachment("audio/mpeg", new byte[] {'I', 'D', '3', 1, 2}));
        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
        assertThat(json(answered).path("resourceType").asText()).isEqualTo("DocumentReference");

        JsonNode utterances = visit.utterances();
        assertThat(utterances).hasSize(2);
        assertThat(utterances.get(0).path("start").asLong()).isEqualTo(500);
        assertThat(visit.said()).isEqualTo("What brings you in today? My left knee has hurt since Monday.");
        assertThat(TranscriptionsPeer.instance().bodies())
                .singleElement()
                .asString()
                .contains("name=\"response_format\"\r\n\r\nverbose_json", "filename=\"visit.mp3\"", "ID3");
        List<JsonNode> calls = calls(DICTATED, visit);
        assertThat(calls).hasSize(2);
        assertThat(details(calls.get(1)))
                .containsEntry("outcome", "sending")
                .containsEntry("input-sha256", sha256(new byte[] {'I', 'D', '3', 1, 2}));
        assertThat(details(calls.get(0)))
                .containsEntry("outcome", "answered")
                .containsEntry("model", "whisper-1")
                .containsEntry("sent-bytes", "5");
        // The policy of this tenant keeps no recording.
        assertThat(visit.all("Media")).isEmpty();

        HttpResponse<String> drafted = post(
                DICTATED + "/Encounter/" + visit.encounter() + "/$draft-note", "{\"resourceType\":\"Parameters\"}");
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(200);
        assertThat(drafted.body()).contains("knee");
    }

    @Test
    void binaryOfTheTenant_isWrittenDownToo() {
        TranscriptionsPeer.instance().answers(200, SEGMENTS);
        Visit visit = visit(DICTATED);
        HttpResponse<String> stored = send(request(DICTATED + "/Binary")
                .header("Content-Type", "audio/wav")
                .header("X-Security-Context", "Patient/" + visit.patient())
                .POST(HttpRequest.BodyPublishers.ofByteArray(SpokenVisit.audio(40))));
        assertThat(stored.statusCode()).isEqualTo(201);
        String id = stored.headers().firstValue("Location").orElseThrow().replaceAll(".*(Binary/[^/]+).*", "$1");
        HttpResponse<String> answered = transcribe(visit, "{\"url\":\"" + id + "\"}");
        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
        assertThat(visit.utterances()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"contentType\":\"text/plain\",\"data\":\"aGVsbG8=\"} | 422 | audio/ type",
                "{\"contentType\":\"audio/midi\",\"data\":\"aGVsbG8=\"} | 422 | one of audio/",
                "{\"contentType\":\"audio/wav\"} | 422 | either data or url",
                "{\"contentType\":\"audio/wav\",\"data\":\"\"} | 422 | ",
                "{\"url\":\"Binary/nowhere\"} | 404 | no such Binary",
                "{\"url\":\"https://elsewhere.example/Binary/1\"} | 422 | of this tenant"
            })
    void whatIsNoRecording_isRefused(String attachment, int status, String says) {
        TranscriptionsPeer.instance().answers(200, SEGMENTS);
        HttpResponse<String> answered = transcribe(visit(DICTATED), attachment);
        assertThat(answered.statusCode()).as(answered.body()).isIn(status, 400);
        assertThat(answered.body()).contains(says == null ? "" : says);
        assertThat(TranscriptionsPeer.instance().bodies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{}} | 422",
                "500 | broken | 503",
                "200 | <html>not JSON</html> | 503",
                "200 | {\"text\":\"words without segments\"} | 503",
                "200 | {\"segments\":[]} | 422"
            })
    void answersThatAreNone_areSaid_andNothingIsStored(int answers, String body, int status) {
        TranscriptionsPeer.instance().answers(answers, body);
        Visit visit = visit(DICTATED);
        assertOutcome(transcribe(visit, attachment("audio/wav", new byte[] {1, 2, 3, 4})), status);
        assertThat(visit.all("DocumentReference")).isEmpty();
        assertThat(calls(DICTATED, visit))
                .first()
                .satisfies(call -> assertThat(details(call).get("outcome")).isIn("refused", "lost", "answered"));
    }

    /** The terms that an executed agreement has. */
    private static void agreement(String status) {
        StringBuilder terms = new StringBuilder();
        for (String term : List.of("permitted-uses", "safeguards", "breach-notification", "subcontractors")) {
            terms.append(terms.isEmpty() ? "" : ",").append("""
                    {"type":{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/baa-term","code":"%s"}]},
                     "offer":{"text":"As signed."}}""".formatted(term));
        }
        HttpResponse<String> put = send(request(UNAGREED + "/Contract/baa")
                .header("Content-Type", FHIR_JSON)
                .PUT(HttpRequest.BodyPublishers.ofString("""
                        {"resourceType":"Contract","id":"baa","status":"%s","applies":{"start":"2020-01-01"},
                         "type":{"coding":[{"system":"https://chartside.io/fhir/CodeSystem/contract-type","code":"baa"}]},
                         "term":[%s]}""".formatted(status, terms))));
        assertThat(put.statusCode()).as(put.body()).isIn(200, 201);
    }

    @Test
    void onceTheAgreementHasEnded_nothingIsSent() {
        TranscriptionsPeer.instance().answers(200, SEGMENTS);
        agreement("executed");
        Visit visit = visit(UNAGREED);
        agreement("terminated");
        HttpResponse<String> answered = transcribe(visit, attachment("audio/wav", new byte[] {1, 2, 3, 4}));
        assertOutcome(answered, 403);
        assertThat(answered.body()).contains("business associate agreement");
        assertThat(TranscriptionsPeer.instance().bodies()).isEmpty();
    }

    @Test
    void moreThanTwoAtOnce_areToldToComeLater() throws Exception {
        TranscriptionsPeer.instance().answers(200, SEGMENTS);
        CountDownLatch gate = new CountDownLatch(1);
        TranscriptionsPeer.instance().holds(gate);
        Visit visit = visit(DICTATED);
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try {
            CompletionService<HttpResponse<String>> calls = new ExecutorCompletionService<>(callers);
            for (int i = 0; i < 3; i++) {
                calls.submit(() -> transcribe(visit, attachment("audio/wav", new byte[] {1, 2, 3, 4})));
            }
            HttpResponse<String> refused = calls.take().get();
            assertOutcome(refused, 503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("30");
            assertThat(answerWithoutABody(visit, ALL))
                    .as("of who finds no place not a byte is read")
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("Retry-After: 30");
            assertThat(answerWithoutABody(visit, "system/Encounter.r"))
                    .as("who may not call it needs no place to be told so")
                    .startsWith("HTTP/1.1 403");
            gate.countDown();
            assertThat(calls.take().get().statusCode()).isEqualTo(200);
            assertThat(calls.take().get().statusCode()).isEqualTo(200);
        } finally {
            gate.countDown();
            callers.shutdown();
        }
    }

    /** The head of what is answered to a head that announces a large body, of which nothing is sent. */
    private static String answerWithoutABody(Visit visit, String scope) throws java.io.IOException {
        java.net.URI server = java.net.URI.create(DICTATED);
        try (java.net.Socket socket = new java.net.Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + server.getPath() + "/Encounter/" + visit.encounter() + "/$transcribe HTTP/1.1\r\n"
                                    + "Host: " + server.getAuthority() + "\r\nAuthorization: Bearer "
                                    + token(DICTATED, scope) + "\r\nContent-Type: " + FHIR_JSON
                                    + "\r\nContent-Length: 1900000\r\n\r\n")
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            for (int next = 0; next >= 0 && head.indexOf("\r\n\r\n") < 0; ) {
                next = socket.getInputStream().read();
                head.append((char) next);
            }
            return head.toString();
        }
    }

    @Test
    void withoutConsent_nothingIsSent() {
        TranscriptionsPeer.instance().answers(200, SEGMENTS);
        Visit visit = visitWithoutConsent(DICTATED);
        assertOutcome(transcribe(visit, attachment("audio/wav", new byte[] {1, 2, 3, 4})), 422);
        assertThat(TranscriptionsPeer.instance().bodies()).isEmpty();
    }

    /** A service that takes files is sent the pieces of a visit; whoever records keeps his connection when it fails. */
    @Test
    void serviceThatFailsDuringAVisit_isAskedAgain_onTheSameConnection() {
        TranscriptionsPeer.instance().answers(500, "broken");
        Visit visit = visit(DICTATED);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, speech()).send("{\"type\":\"pause\"}");
        String state = "";
        while (!state.equals("reconnecting")) {
            state = recorder.await("service").path("state").asText();
        }
        TranscriptionsPeer.instance()
                .answers(200, "{\"segments\":[" + segment(0.1, 0.9, " My left knee hurts.", 0.01) + "]}");
        recorder.send("{\"type\":\"finish\"}").await("finished");
        assertThat(visit.said()).isEqualTo("My left knee hurts.");
    }

    /** A second of sound that is as loud as a voice. */
    private static byte[] speech() {
        Random chance = new Random(7);
        ByteBuffer samples = ByteBuffer.allocate(32_000).order(ByteOrder.LITTLE_ENDIAN);
        while (samples.hasRemaining()) {
            samples.putShort((short) Math.round(chance.nextGaussian() * 1500));
        }
        return samples.array();
    }
}
