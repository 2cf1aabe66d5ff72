package io.chartside.scribe.lexicon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I do n't have a-fib | i do not have a fib",
                "I don't, um, have A-Fib | i do not have a fib",
                "type two diabetes | type 2 diabete",
                "the the knee h- hurts | the knee hurt",
                "oedema and anaemia | edema and anemia",
                "it's 3.5 or 1,000 mg | it 3.5 or 1,000 mg",
                "you know , it hurts | it hurt",
                "i cannot walk | i can not walk",
                "knees ' and allergies | knee and allergy",
            })
    void words_areNormalised(String text, String words) {
        assertThat(String.join(" ", Tokenizer.words(text))).isEqualTo(words);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyText_givesSpansWithinIt(long seed) {
        Random random = new Random(seed);
        for (int n = 0; n < 200; n++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(60);
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(
                        random.nextInt(4) == 0
                                ? random.nextInt(0x2FF) + 1
                                : "abc n't-'.,? ".charAt(random.nextInt(13)));
            }
            List<Token> tokens = Tokenizer.tokens(text.toString());
            int last = 0;
            for (Token t : tokens) {
                assertThat(t.start()).isGreaterThanOrEqualTo(last);
                assertThat(t.end()).isGreaterThanOrEqualTo(t.start()).isLessThanOrEqualTo(text.length());
                last = t.end();
            }
        }
    }
}
