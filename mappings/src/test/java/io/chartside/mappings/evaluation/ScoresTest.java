package io.chartside.mappings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

    @Test
    void rouge_ofLinsExample_isAsPublished() {
        // Lin 2004, section 3: "police killed the gunman" against "police kill the gunman".
        assertThat(Rouge.ngrams("police killed the gunman", "police kill the gunman", 1))
                .isEqualTo(0.75);
        assertThat(Rouge.ngrams("police killed the gunman", "the gunman police killed", 2))
                .isCloseTo(2.0 / 3, within(1e-9));
    }

    @Test
    void rougeLsum_takesTheUnionOfSubsequencesByLine() {
        // Lin 2004, section 3.2: the union of w1 w2 and w1 w3 w5 covers four of five words.
        String reference = "w1 w2 w3 w4 w5";
        String produced = "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5";
        double recall = 4.0 / 5;
        double precision = 4.0 / 10;
        assertThat(Rouge.lsum(reference, produced))
                .isCloseTo(2 * precision * recall / (precision + recall), within(1e-9));
    }

    @Test
    void numbersInWords_supportFigures() {
        String said = "it was one forty six over eighty eight, twenty five milligrams twice a day";
        assertThat(SpokenNumbers.unsupported("146 over 88, 25 mg", said)).isEqualTo(1);
        assertThat(SpokenNumbers.unsupported("88 and 25 and 2", said)).isZero();
    }

    @Test
    void csv_quotedFieldsKeepCommasQuotesAndLines() {
        assertThat(CsvTable.parse("\uFEFFa,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\r\n"))
                .containsExactly(java.util.Map.of("a", "x, \"y\"", "b", "1\n2"));
    }

    @Test
    void secondCodeForTheSameDiagnosis_isWrong() {
        CodeScores scores = new CodeScores();
        scores.add(
                new CodeScores.Gold(
                        "v1",
                        List.of(
                                new CodeScores.Item(List.of("E11.65", "E11.9"), true),
                                new CodeScores.Item(List.of("I10"), true)),
                        List.of("C50*"),
                        "moderate"),
                List.of("E1165", "E11.9", "C50.919"),
                "low");
        assertThat(scores.recall()).isEqualTo(0.5);
        assertThat(scores.precision()).isCloseTo(1.0 / 3, within(1e-9));
        assertThat(scores.report()).contains("forbidden@5 1.000").contains("exact 0.000");
    }
}
