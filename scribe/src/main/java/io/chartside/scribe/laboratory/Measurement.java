package io.chartside.scribe.laboratory;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/**
 * One result of a laboratory test.
 *
 * @param reference FHIR reference of its Observation
 * @param test name in the chart's words
 * @param value empty when the result is no number
 * @param comparator {@code <}, {@code <=}, {@code >=}, {@code >}, or empty
 * @param unit of the value and of the range, as the chart shows it; or empty
 * @param words the result where it is no number ({@code Positive}), or empty
 * @param date ISO date, or empty
 * @param low lowest value that is normal, where exactly one range applies
 * @param high highest one
 * @param reported what the laboratory said of it, a code of v3-ObservationInterpretation such as {@code H}; or empty
 */
public record Measurement(
        String reference,
        String test,
        Optional<BigDecimal> value,
        String comparator,
        String unit,
        String words,
        String date,
        Optional<BigDecimal> low,
        Optional<BigDecimal> high,
        String reported) {
    public Measurement {
        Objects.requireNonNull(reference);
        Objects.requireNonNull(test);
        Objects.requireNonNull(value);
        Objects.requireNonNull(comparator);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(words);
        Objects.requireNonNull(date);
        Objects.requireNonNull(low);
        Objects.requireNonNull(high);
        Objects.requireNonNull(reported);
    }

    /** The result as it is read: {@code 8.2 %}, {@code < 0.5 mg/L}, {@code Positive}. */
    String shown() {
        return value.map(number -> (comparator.isEmpty() ? "" : comparator + " ")
                        + number.toPlainString()
                        + (unit.isEmpty() ? "" : " " + unit))
                .map(String::strip)
                .orElse(words);
    }

    @Override
    public String toString() {
        return "Measurement " + reference;
    }
}
