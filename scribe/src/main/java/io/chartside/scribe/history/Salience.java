package io.chartside.scribe.history;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How likely a clause's words are to be taken into a note. The weights are log odds of single words, estimated on the
 * training parts of ACI-BENCH and MTS-Dialog; docs/scribe.md tells how.
 */
public final class Salience {
    private final Map<String, Double> weights = new HashMap<>();

    public Salience(LexiconText text) {
        for (String[] row : RuleText.rows(text, "history/salience.tsv")) {
            weights.put(row[0], Double.parseDouble(row[1]));
        }
    }

    /** Mean weight of the distinct words, drawn towards zero for short clauses. */
    public double of(String text) {
        Set<String> seen = new HashSet<>();
        double sum = 0;
        for (String word : text.split(" ")) {
            if (word.length() > 1 && seen.add(word)) {
                sum += weights.getOrDefault(word, Character.isDigit(word.charAt(0)) ? 0.8 : 0.0);
            }
        }
        return seen.isEmpty() ? 0 : sum / (seen.size() + 2.0);
    }
}
