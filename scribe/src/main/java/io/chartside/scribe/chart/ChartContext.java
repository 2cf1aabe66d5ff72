package io.chartside.scribe.chart;

import java.util.List;
import java.util.Objects;

/** What the chart already knows. Used for context and reconciliation, and marked as charted, never as said. */
public record ChartContext(List<Entry> conditions, List<Entry> medications, List<Entry> allergies) {
    public ChartContext {
        conditions = List.copyOf(conditions);
        medications = List.copyOf(medications);
        allergies = List.copyOf(allergies);
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
     */
    public record Entry(String reference, String text, String code) {
        public Entry {
            Objects.requireNonNull(reference);
            Objects.requireNonNull(text);
            Objects.requireNonNull(code);
        }
    }
}
