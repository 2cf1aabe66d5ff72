package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.ai.speech.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audio socket against a program of another author that speaks Deepgram's live protocol, with its faults. */
class ScriptedServiceTest extends SpeechTest {
    private static final int FRAME = 32_000;
    private static final int DROP_AFTER = 5;

    @TempDir
    private Path folder;

    private static byte[] audio(boolean webm) {
        int length =
                (int) (ScriptedService.endMillis(ScriptedService.UTTERANCES) * AudioFormat.BYTES_PER_SECOND / 1000);
        ByteBuffer audio = ByteBuffer.allocate(length / 2 * 2);
        return webm ? audio.putInt(0x1A45DFA3).array() : audio.array();
    }

    private static Recorder recorder(Visit visit, AudioFormat format) {
        Recorder recorder = Recorder.open(SPOKEN, visit.encounter());
        recorder.send("{\"type\":\"start\",\"format\":\"" + format.mediaType() + "\",\"token\":\"" + token(SPOKEN, ALL)
                + "\"}");
        recorder.await("ready");
        return recorder;
    }

    private static void speak(Recorder recorder, byte[] audio) {
        for (int at = 0; at < audio.length; at += FRAME) {
            recorder.frame(at / FRAME, Arrays.copyOfRange(audio, at, Math.min(audio.length, at + FRAME)));
        }
    }

    private static List<JsonNode> finals(Recorder recorder, int count) {
        List<JsonNode> finals = new ArrayList<>();
        while (finals.size() < count) {
            finals.add(recorder.await("final"));
        }
        return finals;
    }

    private static void awaitLast(Recorder recorder) {
        String last = ScriptedService.last();
        for (String said = "";
                !said.equals(last);
                said = recorder.await("final").path("text").asText()) {}
    }

    /** Late: a final comes after the next utterance's interim. Garbage: a message of a kind that nobody knows. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--late-final", "--garbage", "--late-final --garbage"})
    void consultation_isWrittenDownWordByWord_withItsTwoVoices(String faults) throws Exception {
        try (ScriptedService service = ScriptedService.at(
                ScriptedService.freePort(), folder, faults.isEmpty() ? new String[0] : faults.split(" "))) {
            Visit visit = visit(SPOKEN);
            Recorder recorder = recorder(visit, AudioFormat.PCM);
            byte[] audio = audio(false);
            speak(recorder, audio);
            Set<Integer> voices = new HashSet<>();
            finals(recorder, ScriptedService.UTTERANCES)
                    .forEach(one -> voices.add(one.path("voice").asInt()));
            assertThat(voices).hasSize(2);
            recorder.send("{\"type\":\"finish\"}").await("finished");
            assertThat(visit.said()).isEqualTo(ScriptedService.words());
            JsonNode ended = service.ended();
            assertThat(ended.path("audio").asInt()).isEqualTo(audio.length);
            assertThat(ended.path("unmasked").asInt()).isZero();
        }
    }

    /** Samples: the next line begins where the words are settled. The program says its script from the begin again. */
    @Test
    void droppedLine_ofSamples_goesOnFromTheLastSettledWord() throws Exception {
        int port = ScriptedService.freePort();
        byte[] audio = audio(false);
        Visit visit = visit(SPOKEN);
        Recorder recorder;
        try (ScriptedService dropping = ScriptedService.at(port, folder, "--drop-after", String.valueOf(DROP_AFTER))) {
            recorder = recorder(visit, AudioFormat.PCM);
            speak(recorder, audio);
            finals(recorder, DROP_AFTER);
            dropping.await("DONE");
        }
        try (ScriptedService service = ScriptedService.at(port, folder)) {
            awaitLast(recorder);
            recorder.send("{\"type\":\"finish\"}").await("finished");
            long settled = ScriptedService.endMillis(DROP_AFTER) * AudioFormat.BYTES_PER_SECOND / 1000;
            assertThat(service.ended().path("audio").asLong()).isLessThanOrEqualTo(audio.length - settled);
            assertThat(visit.said()).endsWith(ScriptedService.words());
        }
    }

    /** WebM: the next line begins with the begin of the recording, and what was settled is not said again. */
    @Test
    void droppedLine_ofWebm_beginsAnew_andNoWordIsThereTwice() throws Exception {
        int port = ScriptedService.freePort();
        byte[] audio = audio(true);
        Visit visit = visit(SPOKEN);
        Recorder recorder;
        try (ScriptedService dropping = ScriptedService.at(port, folder, "--drop-after", String.valueOf(DROP_AFTER))) {
            recorder = recorder(visit, AudioFormat.WEBM);
            speak(recorder, audio);
            finals(recorder, DROP_AFTER);
            dropping.await("DONE");
        }
        try (ScriptedService service = ScriptedService.at(port, folder)) {
            awaitLast(recorder);
            recorder.send("{\"type\":\"finish\"}").await("finished");
            assertThat(service.ended().path("audio").asInt()).isEqualTo(audio.length);
            assertThat(visit.said()).isEqualTo(ScriptedService.words());
        }
    }

    @Test
    void wrongKey_isTriedAgain_untilItIsTaken() throws Exception {
        int port = ScriptedService.freePort();
        Visit visit = visit(SPOKEN);
        Recorder recorder;
        try (ScriptedService stranger = ScriptedService.at(port, folder, "--key", "another")) {
            recorder = recorder(visit, AudioFormat.PCM);
            speak(recorder, audio(false));
            assertThat(recorder.await("service").path("state").asText()).isEqualTo("reconnecting");
            stranger.await("DONE");
        }
        try (ScriptedService service = ScriptedService.at(port, folder)) {
            finals(recorder, ScriptedService.UTTERANCES);
            recorder.send("{\"type\":\"pause\"}");
            recorder.send("{\"type\":\"finish\"}").await("finished");
            assertThat(service.ended().path("text").asInt()).isGreaterThanOrEqualTo(1);
            assertThat(visit.said()).isEqualTo(ScriptedService.words());
        }
    }
}
