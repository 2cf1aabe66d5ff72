package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartside.server.speech.DeepgramPeer.Fault;
import io.chartside.server.speech.DeepgramPeer.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that reset, stop reading, stop speaking or speak late, and clients that vanish: every word is there once, in order. */
class BrokenServiceTest extends SpeechTest {
    private static final int LARGE = 128 << 10;
    /** Megabytes of audio are hashed and sealed by a JVM without its better compiler, on a machine that others use too. */
    private static final int TIME_TO_SEAL = 180;

    /** Each seed is a visit with faults of the service and losses of the client where chance puts them. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
    void whateverBreaks_noWordIsLostAndNoneIsDoubled(long seed) {
        Random chance = new Random(seed);
        int words = 60 + chance.nextInt(60);
        for (int faults = 1 + chance.nextInt(4); faults > 0; faults--) {
            Kind kind = Kind.values()[chance.nextInt(Kind.values().length)];
            DeepgramPeer.instance().failing(new Fault(kind, 1 + chance.nextInt(30)));
        }
        Visit visit = visit(SPOKEN);
        List<byte[]> frames = SpokenVisit.frames(SpokenVisit.audio(words), chance);
        String session = "";
        for (int breaks = chance.nextInt(3); breaks >= 0; breaks--) {
            Recorder recorder = goesOn(visit, session);
            JsonNode ready = recorder.await("ready");
            session = ready.path("session").asText();
            int sent = ready.path("next").asInt();
            if (breaks > 0) {
                send(recorder, frames, sent, sent + chance.nextInt(frames.size() - sent));
                recorder.vanish();
            } else {
                send(recorder, frames, sent, frames.size());
                recorder.send("{\"type\":\"finish\"}").await("finished");
            }
        }
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(words));
    }

    private static Recorder goesOn(Visit visit, String session) {
        return Recorder.open(SPOKEN, visit.encounter())
                .send("{\"type\":\"start\",\"format\":\"audio/pcm;rate=16000\",\"token\":\"" + token(SPOKEN, ALL) + "\""
                        + (session.isEmpty() ? "" : ",\"session\":\"" + session + "\"") + "}");
    }

    /** More than the network between holds: the sender waits in the middle of a message. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"STALL", "RESET"})
    void serviceThatTakesNothingInTheMiddleOfAMessage_holdsUpNobody(Kind kind) {
        int words = 9 * (1 << 20) / DeepgramPeer.BLOCK / 10;
        byte[] audio = SpokenVisit.slowly(words);
        DeepgramPeer.instance().failing(new Fault(kind, 100));
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        long longest = 0;
        int frames = (audio.length + LARGE - 1) / LARGE;
        for (int number = 0; number < frames; number++) {
            int from = number * LARGE;
            long sent = System.nanoTime();
            recorder.frame(number, Arrays.copyOfRange(audio, from, Math.min(audio.length, from + LARGE)));
            assertThat(recorder.await("ack").path("next").asInt()).isEqualTo(number + 1);
            longest = Math.max(longest, System.nanoTime() - sent);
        }
        // A send that is not taken is given up after ten seconds.
        assertThat(longest).as("longest wait for one frame to be stored").isLessThan(9_000_000_000L);
        recorder.send("{\"type\":\"finish\"}").await("finished", TIME_TO_SEAL);
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(words));
    }

    @Test
    void serviceThatReadsAndSaysNothing_isReplacedByAnotherLine_alsoAtTheEnd() {
        DeepgramPeer.instance().failing(new Fault(Kind.MUTE, 1), new Fault(Kind.MUTE, 6));
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(12)).send("{\"type\":\"finish\"}").await("finished");
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(12));
        assertThat(DeepgramPeer.instance().heard()).hasSize(3);
    }

    @Test
    void serviceThatStaysAfterItsLastWord_isHungUpOn() {
        DeepgramPeer.instance().failing(new Fault(Kind.STAY, 0));
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        recorder.frame(0, SpokenVisit.audio(12)).send("{\"type\":\"finish\"}").await("finished");
        assertThat(DeepgramPeer.instance().heard().get(0).isOverWithin(20)).isTrue();
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(12));
    }

    /** The service is down while ten minutes are spoken: all of it is stored, said to be stored, and written down later. */
    @Test
    void serviceThatIsDownForTenMinutesOfSpeech_isCaughtUpWith() {
        int words = 10 * 60;
        DeepgramPeer.instance().refuse(true);
        Visit visit = visit(SPOKEN);
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        assertThat(recorder.await("service").path("state").asText()).isEqualTo("reconnecting");
        byte[] audio = SpokenVisit.slowly(words);
        int frames = (audio.length + LARGE - 1) / LARGE;
        for (int number = 0; number < frames; number++) {
            recorder.frame(
                    number, Arrays.copyOfRange(audio, number * LARGE, Math.min(audio.length, (number + 1) * LARGE)));
            recorder.await("ack");
        }
        DeepgramPeer.instance().refuse(false);
        recorder.send("{\"type\":\"finish\"}");
        recorder.await("final");
        recorder.await("finished", TIME_TO_SEAL);
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(words));
    }

    /** What was acknowledged is enough to go on with: nothing of what was sent before is sent again on one line. */
    @Test
    void eachLine_isSentItsAudioOnceAndInOrder() {
        DeepgramPeer.instance().failing(new Fault(Kind.RESET, 23), new Fault(Kind.BREAK, 31));
        Visit visit = visit(SPOKEN);
        byte[] audio = SpokenVisit.audio(90);
        List<byte[]> frames = SpokenVisit.frames(audio, new Random(5));
        Recorder recorder = visit.recorder();
        recorder.await("ready");
        send(recorder, frames, 0, frames.size());
        recorder.send("{\"type\":\"finish\"}").await("finished");
        List<HeardLine> lines = DeepgramPeer.instance().heard();
        assertThat(lines).hasSize(3);
        for (HeardLine line : lines) {
            byte[] sent = line.bytes();
            int from = word(sent) * DeepgramPeer.BLOCK;
            assertThat(IntStream.range(0, sent.length).filter(i -> sent[i] != audio[from + i]))
                    .as("line from word %s", word(sent))
                    .isEmpty();
        }
        assertThat(word(lines.get(0).bytes())).isZero();
        assertThat(word(lines.get(2).bytes())).isGreaterThan(word(lines.get(1).bytes()));
        assertThat(visit.said()).isEqualTo(SpokenVisit.words(90));
    }

    private static int word(byte[] audio) {
        return audio[0] & 0xFF | (audio[1] & 0xFF) << 8;
    }
}
