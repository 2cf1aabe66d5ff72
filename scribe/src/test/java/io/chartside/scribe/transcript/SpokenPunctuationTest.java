package io.chartside.scribe.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenPunctuationTest {

    private static String written(String said) {
        return SpokenPunctuation.written(TranscriptParser.parse("[doctor] " + said))
                .turns()
                .get(0)
                .text()
                .replaceAll("\\s+", " ")
                .strip();
    }

    @Test
    void marksOfADictation_areWritten() {
        assertThat(written("chief complaint colon knee pain period new paragraph no fever comma no chills full stop"))
                .isEqualTo("chief complaint : knee pain . . no fever , no chills .");
    }

    @Test
    void whatIsScratched_isGoneToTheMarkBefore() {
        assertThat(
                        written(
                                "pain in the knee comma no swelling period scratch that comma some swelling period end of note"))
                .isEqualTo("pain in the knee , , some swelling . .");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "when was your last period and is your period regular or was the period late",
                "your father had colon cancer and you had colon polyps and a colon resection",
                "the grace period is over period"
            })
    void wordsOfATalk_stayWords(String said) {
        assertThat(written(said)).isEqualTo(said);
    }

    @Test
    void wordsOfTheBody_stayWords_inADictationToo() {
        assertThat(
                        written(
                                "history of present illness colon last period two weeks ago comma family history colon colon cancer comma father period"))
                .isEqualTo(
                        "history of present illness : last period two weeks ago , family history : colon cancer , father .");
    }

    /** Evidence counts places in what was said. */
    @RepeatedTest(200)
    void placesStay(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        String[] words =
                "pain comma period colon plan new paragraph scratch that the knee assessment full stop no swelling open quote end of note"
                        .split(" ");
        StringBuilder said = new StringBuilder();
        for (int i = 0; i < 5 + random.nextInt(60); i++) {
            said.append(words[random.nextInt(words.length)]).append(random.nextInt(9) == 0 ? "  " : " ");
        }
        Transcript before = TranscriptParser.parse("[doctor] " + said);
        Transcript after = SpokenPunctuation.written(before);
        for (int i = 0; i < before.turns().size(); i++) {
            String was = before.turns().get(i).text();
            String is = after.turns().get(i).text();
            assertThat(is).hasSameSizeAs(was);
            for (int k = 0; k < was.length(); k++) {
                assertThat(is.charAt(k) == was.charAt(k) || " .,:?".indexOf(is.charAt(k)) >= 0)
                        .isTrue();
            }
        }
    }
}
