package io.chartside.server.speech;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.server.ai.speech.Heard;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Voices become speakers by what they say, and pieces of sentences one utterance. */
class SpokenTranscriptTest {
    private final SpokenTranscript spoken = new SpokenTranscript();

    private static Heard heard(int voice, long start, String text) {
        return new Heard(text, voice, start, start + 1000, List.of());
    }

    @Test
    void voicesAreNamedByAllThatTheySay() {
        Transcript transcript = spoken.of(List.of(
                heard(101, 0, "What brings you in today?"),
                heard(100, 2000, "I've been having this pain in my knee, doctor."),
                heard(101, 4000, "Let me take a look at it. Does it hurt when I press here?"),
                heard(100, 6000, "Yes."),
                heard(101, 8000, "I'm going to order an x-ray and prescribe you some ibuprofen.")));
        assertThat(transcript.turns())
                .extracting(Turn::speaker)
                .containsExactly(
                        Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN);
    }

    @Test
    void piecesOfOneSentence_areOneUtteranceUnderTheIdOfTheFirst() {
        Transcript transcript = spoken.of(List.of(
                heard(100, 0, "My knee has hurt"),
                heard(100, 1200, "since Monday."),
                heard(100, 2300, "It is worse at night."),
                heard(100, 9000, "And"),
                heard(100, 20_000, "much later.")));
        assertThat(transcript.turns())
                .extracting(Turn::text)
                .containsExactly("My knee has hurt since Monday.", "It is worse at night.", "And", "much later.");
        assertThat(transcript.turns()).extracting(Turn::id).containsExactly("u0", "u2", "u3", "u4");
        assertThat(transcript.turns().get(0).endMillis()).isEqualTo(2200);
    }

    @Test
    void serviceThatTellsNoVoicesApart_leavesItToTheEngine() {
        assertThat(spoken.of(List.of(heard(-1, 0, "What brings you in today?"))).turns())
                .extracting(Turn::speaker)
                .containsExactly(Speaker.UNKNOWN);
    }
}
