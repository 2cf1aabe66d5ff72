package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.TextTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is shown as confidence: the model's chance, corrected on visits that it was not fitted on (Platt scaling by
 * cross-validation; the reliability table is in docs/coding.md), and never more than those visits justify.
 */
final class Confidence {
    private final double shift;
    private final double slope;
    private final double most;

    private Confidence(double shift, double slope, double most) {
        this.shift = shift;
        this.slope = slope;
        this.most = most;
    }

    static Confidence load(LexiconText text) {
        Map<String, Double> values = new HashMap<>();
        for (List<String> row : TextTable.read(text, "coding/confidence.tsv", 2)) {
            values.put(row.get(0), Double.parseDouble(row.get(1)));
        }
        return new Confidence(values.get("shift"), values.get("slope"), values.get("most"));
    }

    /** In hundredths, between 0 and {@code most}. */
    double of(double chance) {
        double bounded = Math.max(1e-6, Math.min(1 - 1e-6, chance));
        double z = shift + slope * Math.log(bounded / (1 - bounded));
        return Math.round(Math.min(most, 1 / (1 + Math.exp(-z))) * 100) / 100.0;
    }
}
