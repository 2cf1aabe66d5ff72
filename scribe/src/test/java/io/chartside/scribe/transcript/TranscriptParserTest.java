package io.chartside.scribe.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[doctor] how are you ?       | CLINICIAN | how are you ?",
                "[patient] fine .             | PATIENT   | fine .",
                "[patient_guest] she coughs . | GUEST     | she coughs .",
                "Doctor: any pain?            | CLINICIAN | any pain?",
                "DOCTOR : any pain?           | CLINICIAN | any pain?",
                "D: any pain?                 | CLINICIAN | any pain?",
                "Dr. Lee: any pain?           | CLINICIAN | any pain?",
                "**Doctor:** any pain?        | CLINICIAN | any pain?",
                "P: none                      | PATIENT   | none",
                "Pt: none                     | PATIENT   | none",
                "Guest_family: he is well     | GUEST     | he is well",
                "Mother: he is well           | GUEST     | he is well",
                "<patient> yes                | PATIENT   | yes",
                "Speaker 1: hello             | UNKNOWN   | hello",
                "it hurts: a lot              | UNKNOWN   | it hurts: a lot",
                "no tag here                  | UNKNOWN   | no tag here",
                "00:12 Doctor: hi             | CLINICIAN | hi",
                "[00:01:12] Patient: hi       | PATIENT   | hi"
            })
    void parse_styleOfTag_givesSpeakerAndWords(String line, Speaker speaker, String words) {
        Turn turn = TranscriptParser.parse(line).turns().get(0);
        assertThat(turn.speaker()).isEqualTo(speaker);
        assertThat(turn.text()).isEqualTo(words);
    }

    @Test
    void parse_blankLines_areNotCounted() {
        Transcript transcript = TranscriptParser.parse("\uFEFF[doctor] one\r\n\r\n   \n[patient] two\n");
        assertThat(transcript.turns()).extracting(Turn::index).containsExactly(0, 1);
        assertThat(transcript.turns()).extracting(Turn::id).containsExactly("u0", "u1");
    }

    @Test
    void parse_tagsWithinOneLine_beginTurns() {
        assertThat(TranscriptParser.parse("[doctor] any pain ? [patient] no . [doctor] good")
                        .turns())
                .extracting(Turn::text)
                .containsExactly("any pain ?", "no .", "good");
    }

    @Test
    void parse_times_areKept() {
        Turn turn = TranscriptParser.parse("[00:01:12.5 --> 00:01:14] Doctor: hi")
                .turns()
                .get(0);
        assertThat(turn.startMillis()).isEqualTo(72_500);
        assertThat(turn.endMillis()).isEqualTo(74_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n \t", "[doctor]\n[patient]", "\u0000PNG", "... --- ..."})
    void parse_nothingSaid_isRefused(String text) {
        assertThatThrownBy(() -> TranscriptParser.parse(text)).isInstanceOf(UnreadableTranscriptException.class);
    }

    @Test
    void parse_binary_isRefused() {
        byte[] bytes = new byte[4000];
        new Random(7).nextBytes(bytes);
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        assertThatThrownBy(() -> TranscriptParser.parse(text)).isInstanceOf(UnreadableTranscriptException.class);
    }
}
