package io.chartside.scribe.lexicon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Shipped;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconTest {
    private static final Lexicon LEXICON = Lexicon.load(Shipped.TEXT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i've got type two diabetes | diabetes-2 | type two diabetes",
                "he is in a-fib again | atrial-fibrillation | a-fib",
                "my blood pressure, it has been really high | bp-high | blood pressure, it has been really high",
                "she has high blood pressure | hypertension | high blood pressure",
                "there's pain in my right knee | knee-pain | pain in my right knee",
                "my shoulder , um , it's killing me | shoulder-pain | shoulder , um , it's killing me",
                "you have a sprained ankle | ankle-sprain | sprained ankle",
                "that is a distal phalanx fracture | finger-fracture-distal | distal phalanx fracture",
                "a water infection | uti | water infection",
                "i get the heartburn at night | reflux | heartburn",
                "lateral epicondylitis , tennis elbow | lateral-epicondylitis | lateral epicondylitis",
            })
    void spokenWords_areRecognisedWithTheirSpan(String utterance, String id, String words) {
        List<Mention> found = LEXICON.find(0, Tokenizer.tokens(utterance));
        assertThat(found)
                .filteredOn(m -> m.concept().id().equals(id))
                .extracting(m -> utterance.substring(m.start(), m.end()))
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i will come back next week with the pain diary | back-pain",
                "let us take a break | lumbar-fracture",
                "what it boils down to | abscess",
                "a stress test | life-stress",
                "there is cva tenderness | stroke",
                "kidney transplant | ckd",
            })
    void turnsOfSpeech_areNoFindings(String utterance, String id) {
        assertThat(LEXICON.find(0, Tokenizer.tokens(utterance)))
                .extracting(m -> m.concept().id())
                .doesNotContain(id);
    }

    @Test
    void longestPhrase_hidesTheShorterInside() {
        assertThat(LEXICON.find(0, Tokenizer.tokens("iron deficiency anemia")))
                .extracting(m -> m.concept().id())
                .containsExactly("iron-deficiency-anemia");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a;disease;I10;x;words; | unknown kind",
                "a;chronic;I10;x;words;colour=red | unknown attribute",
                "a;chronic;I10;x;;site=knee | no phrase",
                "a;chronic;I10;x;<nothing> words; | unknown word class",
                "a;chronic;I10;x;(one words; | unclosed bracket",
                "a;chronic;I10;x;words;general=b | unknown concept b",
                "a;chronic;I10;x;words;;too much | needs 6 columns",
            })
    void malformedRow_isRefusedByName(String row, String message) {
        Map<String, String> files = Map.of(
                "lexicon/classes.tsv", "pain\tpain|ache",
                "lexicon/files.tsv", "one.tsv",
                "lexicon/one.tsv", row.replace(';', '\t'));
        LexiconText text = files::get;
        assertThatThrownBy(() -> Lexicon.load(text))
                .isInstanceOf(LexiconException.class)
                .hasMessageContaining(message);
    }
}
