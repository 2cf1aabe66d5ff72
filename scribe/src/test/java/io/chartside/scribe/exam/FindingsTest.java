package io.chartside.scribe.exam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
    @Test
    void of_twoSubjectsWithOneFinding_stayTogether() {
        assertThat(Findings.of("motor and sensation are intact")).containsExactly("motor and sensation are intact");
    }

    @Test
    void of_speechWithoutCommas_isCutBehindAFinding() {
        assertThat(Findings.of("you appear to be in no distress no jaundice on the skin"))
                .containsExactly("you appear to be in no distress", "no jaundice on the skin");
        assertThat(Findings.of("capillary refill is less than 3 seconds pulses are strong"))
                .containsExactly("capillary refill is less than 3 seconds", "pulses are strong");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No redness. | No swelling. | No redness or swelling.",
                "No rebound or guarding. | No peritoneal signs. | No rebound, guarding, or peritoneal signs.",
                "No edema of the legs. | No murmur. | ''",
                "Swelling. | No redness. | ''",
            })
    void together_joinsWhatIsLackingWithoutAPlace(String first, String second, String joined) {
        assertThat(Findings.together(first, second)).isEqualTo(joined);
    }
}
