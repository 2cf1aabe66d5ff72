package io.chartside.scribe.chart;

import java.util.List;
import java.util.Objects;

/**
 * What the chart already knows. Used for context and reconciliation, and marked as charted, never as said.
 *
 * @param results the last result of each laboratory test
 */
public record ChartContext(
        List<Entry> conditions, List<Entry> medications, List<Entry> allergies, List<Result> results) {
    public ChartContext {
        conditions = List.copyOf(conditions);
        medications = List.copyOf(medications);
        allergies = List.copyOf(allergies);
        results = List.copyOf(results);
    }

    /** A chart without results. */
    public ChartContext(List<Entry> conditions, List<Entry> medications, List<Entry> allergies) {
        this(conditions, medications, allergies, List.of());
    }

    public static ChartContext empty() {
        return new ChartContext(List.of(), List.of(), List.of());
    }

    /**
     * One entry.
     *
     * @param reference its FHIR reference
     * @param text its name as the chart shows it
     * @param code its ICD-10-CM or RxNorm code, or empty
     * @param dosage of a medication, in the chart's words, such as {@code 1 tablet twice a day}; else empty
     */
    public record Entry(String reference, String text, String code, String dosage) {
        public Entry {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(text);
            Objects.requireNonNull(code);
            Objects.requireNonNull(dosage);
        }

        /** An entry that is no medication, or one whose dosage the chart does not tell. */
        public Entry(String reference, String text, String code) {
            this(reference, text, code, "");
        }
    }

    /**
     * The last result of a test.
     *
     * @param value with its unit, as the chart shows it
     * @param date ISO date, or empty
     */
    public record Result(String reference, String name, String value, String date) {
        public Result {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(name);
            Objects.requireNonNull(value);
            Objects.requireNonNull(date);
        }

        @Override
        public String toString() {
            return "Result " + reference;
        }
    }
}
