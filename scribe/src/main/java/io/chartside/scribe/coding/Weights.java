package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.TextTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A logistic model over {@link Features}: one weight a feature, few features, so that it can be read and argued with. */
final class Weights {
    private final Map<String, Double> shown = new HashMap<>();

    private Weights() {}

    static Weights load(LexiconText text) {
        Weights w = new Weights();
        for (List<String> row : TextTable.read(text, "coding/weights.tsv", 2)) {
            w.shown.put(row.get(0), Double.parseDouble(row.get(1)));
        }
        return w;
    }

    /** Chance that a coder reports it, 0 to 1. */
    double reported(Map<String, Double> features) {
        return logistic(sum(shown, features));
    }

    private static double sum(Map<String, Double> weights, Map<String, Double> features) {
        double z = 0;
        for (Map.Entry<String, Double> f : features.entrySet()) {
            z += weights.getOrDefault(f.getKey(), 0.0) * f.getValue();
        }
        return z;
    }

    private static double logistic(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
