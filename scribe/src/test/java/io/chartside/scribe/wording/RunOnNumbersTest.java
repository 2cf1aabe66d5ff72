package io.chartside.scribe.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that run on without a full stop between them, and what is spelled letter by letter. */
class RunOnNumbersTest {
    private final Words words = new Words(Shipped.TEXT);
    private final Disfluency disfluency = new Disfluency(Shipped.TEXT);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metformin one thousand two times a day|metformin 1000 2 times a day",
                "passive flexion is a hundred and twenty|passive flexion is 120",
                "maybe three four times a day|maybe 3 to 4 times a day",
                "temp is ninety eight four|temp is 98.4",
                "temp is ninety eight eight|temp is 98.8",
                "a fever of a hundred point four or higher|a fever of 100.4 or higher",
                "one fifty over ninety one forty eight over eighty eight|150/90 148/88",
                "one fifty over ninety two today|150/92 today",
                "the index was one point oh|the index was 1.0",
                "hemoglobin a one c seven point four|hemoglobin a1c 7.4",
                "kidney disease stage three b|kidney disease stage 3b",
                "avoid n s a i d s|avoid nsaids",
                "vision is twenty forty in the left|vision is 20/40 in the left",
                "march , no wait , it was april|april",
            })
    void runOnNumbers_areReadApart(String said, String written) {
        assertThat(Corrections.made(SpokenNumbers.written(disfluency.clean(words.of(said)))).stream()
                        .map(Word::text)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(written);
    }
}
