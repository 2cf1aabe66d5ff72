package io.chartside.scribe.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.laboratory.Measurement;
import io.chartside.scribe.laboratory.Reading;
import io.chartside.scribe.laboratory.Reading.Position;
import io.chartside.scribe.laboratory.Reading.Trend;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results beside their ranges and former values (MA16). */
class ReadingTest {
    private static Optional<BigDecimal> number(String text) {
        return text == null || text.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(text));
    }

    private static Measurement result(
            String id, String comparator, String value, String low, String high, String flag) {
        return new Measurement(
                "Observation/" + id,
                "Hemoglobin A1c",
                number(value),
                comparator == null ? "" : comparator,
                "%",
                "",
                "2026-02-0" + id,
                number(low),
                number(high),
                flag == null ? "" : flag);
    }

    private static Measurement result(String id, String value) {
        return result(id, "", value, "4.0", "5.6", "");
    }

    @ParameterizedTest
    @CsvSource({
        ", 3.9, 4.0, 5.6, BELOW",
        ", 4.0, 4.0, 5.6, WITHIN",
        ", 5.6, 4.0, 5.6, WITHIN",
        ", 5.7, 4.0, 5.6, ABOVE",
        ", 5.7, , , UNKNOWN",
        ", 5.7, , 5.6, ABOVE",
        ", 3, 4, , BELOW",
        ", 5, 4, , WITHIN",
        "<, 4, 4, , BELOW",
        "<=, 4, 4, , UNKNOWN",
        "<, 5, 4, 6, UNKNOWN",
        "<, 5, , 6, WITHIN",
        "<, 7, , 6, UNKNOWN",
        ">, 6, 4, 6, ABOVE",
        ">=, 6, 4, 6, UNKNOWN",
        ">, 5, 4, 6, UNKNOWN",
        ", , 4, 6, UNKNOWN"
    })
    void position_isSaidOnlyWhereItIsSure(String comparator, String value, String low, String high, Position position) {
        assertThat(new Reading(result("1", comparator, value, low, high, ""), List.of(), List.of()).position())
                .isEqualTo(position);
    }

    @Test
    void trendAndDelta_areOfTheLastValues() {
        Reading rising = new Reading(result("3", "8.2"), List.of(result("2", "7.8"), result("1", "7.10")), List.of());
        assertThat(rising.delta()).contains(new BigDecimal("0.4"));
        assertThat(rising.trend()).isEqualTo(Trend.RISING);
        assertThat(rising.sentence())
                .isEqualTo(
                        "Hemoglobin A1c: 8.2 % on 2026-02-03, above the reference range 4.0 to 5.6; up 0.4 from 7.8 % on"
                                + " 2026-02-02; rising over the last 3 values.");
        assertThat(rising.evidence())
                .containsExactly(
                        new Evidence.Charted("Observation/3"),
                        new Evidence.Charted("Observation/2"),
                        new Evidence.Charted("Observation/1"));
        assertThat(new Reading(result("3", "8.2"), List.of(result("2", "7.8")), List.of()).trend())
                .isEqualTo(Trend.UNKNOWN);
        assertThat(new Reading(result("3", "8.2"), List.of(result("2", "7.8"), result("1", "8.0")), List.of()).trend())
                .isEqualTo(Trend.MIXED);
    }

    @Test
    void flagAgainstTheRange_isAContradiction() {
        Reading reading = new Reading(result("3", "", "8.2", "4.0", "5.6", "N"), List.of(), List.of());
        assertThat(reading.contradicts()).isTrue();
        assertThat(Interpretation.of(List.of(reading)).flags()).hasSize(1);
        assertThat(new Reading(result("3", "", "8.2", "4.0", "5.6", "HH"), List.of(), List.of()).contradicts())
                .isFalse();
    }

    @Test
    void anyValues_theSentenceAgreesWithItsParts() {
        Random random = new Random(20261129);
        for (int n = 0; n < 2_000; n++) {
            List<Measurement> values = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                values.add(result(
                        Integer.toString(i + 1),
                        BigDecimal.valueOf(random.nextInt(100), 1).toPlainString()));
            }
            Reading reading = new Reading(values.get(0), values.subList(1, values.size()), List.of());
            double value = values.get(0).value().orElseThrow().doubleValue();
            assertThat(reading.position())
                    .isEqualTo(value < 4.0 ? Position.BELOW : value > 5.6 ? Position.ABOVE : Position.WITHIN);
            assertThat(reading.sentence().contains("rising")).isEqualTo(reading.trend() == Trend.RISING);
            assertThat(reading.delta().isPresent()).isEqualTo(values.size() > 1);
            reading.delta()
                    .ifPresent(delta -> assertThat(
                                    values.get(1).value().orElseThrow().add(delta))
                            .isEqualByComparingTo(values.get(0).value().orElseThrow()));
        }
    }
}
