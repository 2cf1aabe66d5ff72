package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.authz.Cutoffs;
import io.chartside.server.tenancy.TenantId;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The audio socket over the network, against a service that speaks Deepgram's protocol and truly hears (MH1, MH21). */
class AudioSocketTest extends SpeechTest {
    @Autowired
    private Cutoffs cutoffs;

    /** A recording under way ends with the rights it was begun with; five seconds are promised, ten leave a slow machine some. */
    @Test
    void whoIsCutOff_isHungUpOn() {
        Recorder recorder = visit(SPOKEN).recorder();
        recorder.await("ready");
        TenantId tenant = new TenantId("spoken");
        long cut = System.nanoTime();
        cutoffs.client(tenant, "tester");
        try {
            assertThat(recorder.awaitClose().code()).isEqualTo(4401);
            assertThat(Duration.ofNanos(System.nanoTime() - cut)).isLessThan(Duration.ofSeconds(10));
        } finally {
            cutoffs.liftClient(tenant, "tester");
            askForNewTokens();
        }
    }

    @Test
    void visit_isWrittenDownWhileItIsSpoken_andItsRecordingKept() {
        Visit visit = visit(SPOKEN);
        byte[] audio = SpokenVisit.audio(23);
        List<byte[]> frames = SpokenVisit.frames(audio, new Random(1));
        Recorder recorder = visit.recorder();
        assertThat(recorder.await("ready").path("next").asInt()).isZero();

        send(recorder, frames, 0, frames.size());
        JsonNode maybe = recorder.await("interim");
        assertThat(maybe.path("text").asText()).isEqualTo("w0 w1 w2");
        JsonNode first = recorder.await("final");
        assertThat(first.path("text").asText()).isEqualTo("w0 w1 w2 w3 w4");
        assertThat(first.path("id").asText()).isEqualTo("u0");
        assertThat(first.path("words").get(4).path("end").asLong()).isEqualTo(500);
        recorder.send("{\"type\":\"finish\"}");
        JsonNode finished = recorder.await("finished");
        assertThat(recorder.awaitClose().code()).isEqualTo(1000);

        assertThat(visit.said()).isEqualTo(SpokenVisit.words(23));
        JsonNode last = visit.utterances().get(visit.utterances().size() - 1);
        assertThat(last.path("end").asLong()).isEqualTo(2300);
        assertThat(visit.one("DocumentReference").path("description").asText()).contains("Deepgram nova-3-medical");
        JsonNode media = visit.one("Media");
        assertThat(media.path("duration").asDouble()).isEqualTo(2.3);
        byte[] kept = bytes(SPOKEN + "/" + media.at("/content/url").asText());
        assertThat(Arrays.copyOfRange(kept, 44, kept.length)).isEqualTo(audio);
        assertThat(finished.path("transcript").asText())
                .isEqualTo("DocumentReference/"
                        + visit.one("DocumentReference").path("id").asText());
        assertThat(DeepgramPeer.instance().queries())
                .last()
                .asString()
                .contains("diarize=true", "encoding=linear16", "sample_rate=16000", "mip_opt_out=true");
        HttpResponse<String> audit =
                send(request(SPOKEN + "/AuditEvent?entity=Encounter/" + visit.encounter() + "&_count=50"));
        assertThat(new String(
                        java.util.Base64.getDecoder().decode(queries(audit).get(0)), StandardCharsets.UTF_8))
                .contains("recording");
    }

    /** MA19: which model in which version heard which audio. */
    @Test
    void callOfTheService_isOnRecord_withModelVersionAndTheHashOfTheAudio() throws Exception {
        Visit visit = visit(SPOKEN);
        byte[] audio = SpokenVisit.audio(8);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, audio).send("{\"type\":\"finish\"}").await("finished");
        List<JsonNode> calls = calls(SPOKEN, visit);
        assertThat(calls).hasSize(2);
        Map<String, String> sending = details(calls.get(1));
        assertThat(sending).containsEntry("outcome", "sending").doesNotContainKey("input-sha256");
        assertThat(details(calls.get(0)))
                .containsEntry("outcome", "answered")
                .containsEntry("model", "nova-3-medical")
                .containsEntry("version", "nova-3-medical")
                .containsEntry("sent-bytes", String.valueOf(audio.length + 44))
                .containsEntry(
                        "input-sha256",
                        sha256(bytes(SPOKEN + "/"
                                + visit.one("Media").at("/content/url").asText())));
    }

    /** MH1: what is said so far can be drafted from while it is said, by the one who records and by nobody else. */
    @Test
    void wordsSoFar_areThePreviewsOfTheRecorderAlone_andNothingIsStored() {
        Visit visit = visit(SPOKEN);
        List<byte[]> frames = SpokenVisit.frames(SpokenVisit.audio(23), new Random(2));
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        assertThat(preview(visit, "system/*.cruds drafts").body()).contains("no transcript yet");
        send(recorder, frames, 0, frames.size());
        recorder.await("final");
        HttpResponse<String> heard = preview(visit, "system/*.cruds drafts");
        assertThat(heard.statusCode()).isEqualTo(422);
        assertThat(heard.body()).contains("No draft").doesNotContain("no transcript yet");
        assertThat(visit.all("DocumentReference")).isEmpty();
        recorder.send("{\"type\":\"discard\"}");
        recorder.await("discarded");
        assertThat(preview(visit, "system/*.cruds drafts").body()).contains("no transcript yet");
    }

    private static HttpResponse<String> preview(Visit visit, String scope) {
        return send(HttpRequest.newBuilder(
                        java.net.URI.create(visit.base() + "/Encounter/" + visit.encounter() + "/$draft-note"))
                .header("Authorization", "Bearer " + token(visit.base(), scope))
                .header("Content-Type", FHIR_JSON)
                .POST(HttpRequest.BodyPublishers.ofString("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":"
                        + "\"preview\",\"valueBoolean\":true}]}")));
    }

    private static List<String> queries(HttpResponse<String> audit) {
        List<String> queries = new ArrayList<>();
        entries(json(audit))
                .forEach(entry -> entry.at("/resource/entity").forEach(entity -> {
                    if (entity.has("query")) {
                        queries.add(entity.path("query").asText());
                    }
                }));
        return queries;
    }

    private static byte[] bytes(String url) {
        try {
            return HTTP.send(
                            request(url).header("Accept", "audio/wav").build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void pausedRecording_isHeldOpen_andItsWordsAreAskedFor() {
        Visit visit = visit(SPOKEN);
        int flushes = DeepgramPeer.instance().flushes();
        int alive = DeepgramPeer.instance().keepAlives();
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.await("service");
        recorder.frame(0, SpokenVisit.audio(4)).send("{\"type\":\"pause\"}");
        assertThat(recorder.await("final").path("text").asText()).isEqualTo("w0 w1 w2 w3");
        assertThat(DeepgramPeer.instance().flushes()).isGreaterThan(flushes);
        // No audio: the service would hang up after ten seconds without a word.
        for (int looks = 0; looks < 400 && DeepgramPeer.instance().keepAlives() == alive; looks++) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        assertThat(DeepgramPeer.instance().keepAlives()).isGreaterThan(alive);
        recorder.send("{\"type\":\"discard\"}").await("discarded");
    }

    @Test
    void withoutConsent_nothingBegins_andTheReasonIsSaid() {
        Visit visit = visitWithoutConsent(SPOKEN);
        assertRefused(visit.recorder(), 4422, "consent");

        consents(visit, "permit", ",\"period\":{\"end\":\"2020-01-01\"}");
        assertRefused(visit.recorder(), 4422, "consent");

        consents(visit, "permit", data("Encounter/another"));
        assertRefused(visit.recorder(), 4422, "consent");

        consents(visit, "permit", data("Encounter/" + visit.encounter()));
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.send("{\"type\":\"discard\"}").await("discarded");
    }

    /** As the plugin's page puts it on record. */
    @Test
    void consentThatThePageRecords_isThereOnce_andLetsItBegin() {
        Visit visit = visitWithoutConsent(SPOKEN);
        String body = consent(visit, "permit", data("Encounter/" + visit.encounter()));
        String once = "patient=" + encode("Patient/" + visit.patient()) + "&category="
                + encode("https://chartside.io/fhir/CodeSystem/consent-category|visit-recording")
                + "&status=active&data=" + encode("Encounter/" + visit.encounter());
        for (int status : List.of(201, 200)) {
            HttpResponse<String> recorded = send(request(SPOKEN + "/Consent")
                    .header("Content-Type", FHIR_JSON)
                    .header("If-None-Exist", once)
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
            assertThat(recorded.statusCode()).as(recorded.body()).isEqualTo(status);
        }
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.send("{\"type\":\"discard\"}").await("discarded");
    }

    private static String data(String reference) {
        return ",\"data\":[{\"meaning\":\"instance\",\"reference\":{\"reference\":\"" + reference + "\"}}]";
    }

    private static void assertRefused(Recorder recorder, int code, String reason) {
        Recorder.Closed closed = recorder.awaitClose();
        assertThat(closed.code()).as(closed.reason()).isEqualTo(code);
        assertThat(closed.reason()).contains(reason);
    }

    @Test
    void strangersAndThoseWhoMayNot_areRefused() {
        Visit visit = visit(SPOKEN);
        assertRefused(Recorder.started(SPOKEN, visit.encounter(), "made-up"), 4401, "access token");
        assertRefused(
                Recorder.started(SPOKEN, visit.encounter(), token(SPOKEN, "system/Encounter.rs")), 4403, "not allow");
        assertRefused(Recorder.started(SPOKEN, "no-such-visit", token(SPOKEN, ALL)), 4404, "no such Encounter");
        // Another tenant's token is nobody's here.
        assertRefused(Recorder.started(SPOKEN, visit.encounter(), token(OTHER, ALL)), 4401, "access token");
        // A tenant without a service.
        Visit elsewhere = visit(OTHER);
        assertRefused(elsewhere.recorder(), 4404, "No speech service");
    }

    @Test
    void tokensAndTicketsThatAreNone_areOnRecord() {
        for (String shown : List.of("\"token\":\"made-up\"", "\"ticket\":\"AAAA\"")) {
            int before = refusals();
            Recorder recorder = Recorder.open(SPOKEN, "any")
                    .send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\"," + shown + "}");
            assertRefused(recorder, 4401, "");
            assertThat(refusals()).as(shown).isGreaterThan(before);
        }
    }

    private static int refusals() {
        HttpResponse<String> audit = send(request(SPOKEN + "/AuditEvent?outcome=4&_count=1000"));
        int refused = 0;
        for (String query : queries(audit)) {
            String said = new String(java.util.Base64.getDecoder().decode(query), StandardCharsets.UTF_8);
            refused += said.contains("recording refused") ? 1 : 0;
        }
        return refused;
    }

    /** The consent is looked at every twenty seconds. */
    @Test
    void consentThatEndsMeanwhile_endsTheRecording() {
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(2)).await("ack");
        consents(visit, "deny", "");
        assertThat(recorder.awaitCloseWithin(40).code()).isEqualTo(4422);
    }

    @Test
    void secondRecorderOfAVisit_isRefused_untilTheFirstHasGone() {
        Visit visit = visit(SPOKEN);
        Recorder first = visit.recorder();
        String session = first.await("ready").path("session").asText();
        assertRefused(visit.recorder(), 4409, "recorded already");

        first.frame(0, SpokenVisit.audio(2)).await("ack");
        Recorder second = Recorder.open(SPOKEN, visit.encounter())
                .send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"session\":\"" + session
                        + "\",\"token\":\"" + token(SPOKEN, ALL) + "\"}");
        assertThat(second.await("ready").path("next").asInt()).isEqualTo(1);
        first.frame(1, SpokenVisit.audio(2));
        assertRefused(first, 4409, "Another connection");
        second.send("{\"type\":\"discard\"}").await("discarded");

        assertThat(visit.all("DocumentReference")).isEmpty();
        Recorder third = Recorder.open(SPOKEN, visit.encounter())
                .send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"session\":\"" + session
                        + "\",\"token\":\"" + token(SPOKEN, ALL) + "\"}");
        assertRefused(third, 4410, "ended");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audio/pcm;rate=16000 | 0 | %PDF-1.7 a document is no visit, however long it is    | 4415",
                "audio/pcm;rate=16000 | 0 | odd number of bytes and all of them letters, no sound! | 4415",
                "audio/webm;codecs=opus | 0 | no WebM begins like this, but with its four bytes | 4415",
                "audio/pcm;rate=16000 | 5 | a frame of another number than the next one is | 4400"
            })
    void whatIsNoAudio_isRefused(String format, int number, String bytes, int code) {
        Visit visit = visit(SPOKEN);
        Recorder recorder = Recorder.open(SPOKEN, visit.encounter())
                .send("{\"type\":\"start\",\"format\":\"" + format.strip() + "\",\"token\":\"" + token(SPOKEN, ALL)
                        + "\"}");
        recorder.await("ready");
        recorder.frame(number, bytes.getBytes(StandardCharsets.US_ASCII));
        assertThat(recorder.awaitClose().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no JSON | 4400",
                "[] | 4400",
                "{\"type\":\"finish\"} | 4400",
                "{\"type\":\"start\",\"format\":\"video/mp4\",\"token\":\"x\"} | 4415",
                "{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\"} | 4401",
                "{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"ticket\":\"AAAA\"} | 4401"
            })
    void badFirstMessages_areRefused(String message, int code) {
        Recorder recorder = Recorder.open(SPOKEN, "any").send(message);
        assertThat(recorder.awaitClose().code()).isEqualTo(code);
    }

    @Test
    void audioBeforeTheFirstMessage_isRefused() {
        Recorder recorder = Recorder.open(SPOKEN, "any").frame(0, SpokenVisit.audio(1));
        assertThat(recorder.awaitClose().code()).isEqualTo(4400);
    }

    @Test
    void ticket_opensItsVisitAndNoOther() {
        Visit visit = visit(SPOKEN);
        HttpResponse<String> answered = send(
                request(SPOKEN + "/audio/" + visit.encounter() + "/ticket").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answered.statusCode()).as(answered.body()).isEqualTo(200);
        String ticket = json(answered).at("/parameter/0/valueString").asText();
        assertThat(ticket).doesNotContain(token(SPOKEN, ALL));
        String start = "{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"ticket\":\"" + ticket + "\"}";

        assertThat(Recorder.open(SPOKEN, visit(SPOKEN).encounter())
                        .send(start)
                        .awaitClose()
                        .code())
                .isEqualTo(4401);
        Recorder recorder = Recorder.open(SPOKEN, visit.encounter()).send(start);
        recorder.await("ready");
        recorder.send("{\"type\":\"renew\",\"ticket\":\"" + ticket + "\"}");
        recorder.frame(0, SpokenVisit.audio(1)).await("ack");
        recorder.send("{\"type\":\"discard\"}").await("discarded");

        Visit without = visitWithoutConsent(SPOKEN);
        assertOutcome422(send(request(SPOKEN + "/audio/" + without.encounter() + "/ticket")
                .POST(HttpRequest.BodyPublishers.noBody())));
    }

    private static void assertOutcome422(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("OperationOutcome", "consent");
    }

    @Test
    void serviceThatIsGone_isTriedAgain_andTheAudioStays() {
        Visit visit = visit(SPOKEN);
        DeepgramPeer.instance().refuse(true);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(6)).await("ack");
        recorder.await("service");
        DeepgramPeer.instance().refuse(false);
        recorder.send("{\"type\":\"finish\"}").await("finished");
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(6));
    }
}
