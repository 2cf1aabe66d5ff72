package io.chartside.mappings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What `./chartside eval speech` counts. */
class WordErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "your blood pressure is one twenty eight over seventy six . | Your blood pressure is 128 over 76.",
                "one twenty eight over seventy six | 128/76",
                "two hundred and five | 205",
                "take zero point five | take 0.5",
                "since nineteen ninety | since 1990",
                "i could n't , okay | I couldn't. OK",
                "one thousand milligrams | 1,000 mg",
                "seventy two percent | 72%"
            })
    void whatIsWrittenOtherwise_isTheSame(String said, String heard) {
        assertThat(SpokenFigures.words(said)).isEqualTo(SpokenFigures.words(heard));
    }

    @Test
    void errors_areCountedByWords_andDrugsAndNumbersApart() {
        WordErrors errors = new WordErrors();
        assertThat(errors.add("take lisinopril twenty milligrams daily", "take listen april 20 milligrams daily"))
                .isCloseTo(2 / 5.0, within(1e-9));
        assertThat(errors.add("ibuprofen for ten days", "ibuprofen for 10 days"))
                .isZero();
        assertThat(errors.add("stop metformin", "")).isEqualTo(1.0);
        assertThat(errors.report())
                .contains("words 11", "word error rate 36.4 %", "drug names heard 1 of 3", "numbers heard 2 of 2");
    }
}
