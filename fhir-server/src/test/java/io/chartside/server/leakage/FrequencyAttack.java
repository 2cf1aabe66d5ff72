package io.chartside.server.leakage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Reads values back from how many rows share a token (frequency analysis: Naveed, Kamara, Wright, "Inference Attacks on
 * Property-Preserving Encrypted Databases", CCS 2015).
 */
final class FrequencyAttack {
    private final StolenTables tables;
    private final Map<Long, Set<Long>> rows = new LinkedHashMap<>();
    private final int split;

    /** @param tokens of the attribute */
    FrequencyAttack(StolenTables tables, Set<Long> tokens, int split) {
        this.tables = tables;
        this.split = split;
        tokens.stream()
                .filter(tables.rowsOfToken()::containsKey)
                .sorted()
                .forEach(token -> rows.put(token, tables.rowsOfToken().get(token)));
    }

    /** The most frequent token is the most frequent value, and so on; ties as chance has it. */
    Map<String, String> byRank(Knowledge knowledge, Random ties) {
        List<String> values = new ArrayList<>();
        mostFrequentFirst(knowledge, ties).forEach(value -> values.addAll(Collections.nCopies(split, value)));
        List<Long> tokens = new ArrayList<>(rows.keySet());
        Collections.shuffle(tokens, ties);
        tokens.sort(Comparator.comparing(token -> -rows.get(token).size()));
        Map<String, String> guesses = new HashMap<>();
        for (int i = 0; i < Math.min(tokens.size(), values.size()); i++) {
            guess(List.of(tokens.get(i)), values.get(i), guesses);
        }
        return guesses;
    }

    /**
     * As {@link #byRank}, for a thief who is told which tokens are the parts of one value: what counting could read at most if
     * he found that out.
     *
     * @param parts the tokens of each value
     */
    Map<String, String> byRankOfWholes(Knowledge knowledge, Collection<Set<Long>> parts, Random ties) {
        List<List<Long>> wholes = new ArrayList<>();
        parts.forEach(tokens ->
                wholes.add(tokens.stream().filter(rows::containsKey).sorted().toList()));
        Collections.shuffle(wholes, ties);
        wholes.sort(Comparator.comparing(whole -> -rowsOf(whole)));
        List<String> values = mostFrequentFirst(knowledge, ties);
        Map<String, String> guesses = new HashMap<>();
        for (int i = 0; i < Math.min(wholes.size(), values.size()); i++) {
            guess(wholes.get(i), values.get(i), guesses);
        }
        return guesses;
    }

    /** Each token is the value under which its number of rows and their shapes are the likeliest. */
    Map<String, String> byCountsAndShapes(Knowledge knowledge) {
        double scale = (double) rows.values().stream().mapToInt(Set::size).sum() / knowledge.rows() / split;
        Map<String, String> guesses = new HashMap<>();
        rows.forEach((token, rids) -> {
            Map<String, Integer> shapes = new HashMap<>();
            rids.forEach(rid -> shapes.merge(tables.heads().get(rid).shape(), 1, Integer::sum));
            String best = null;
            double most = Double.NEGATIVE_INFINITY;
            for (Map.Entry<String, Integer> value : knowledge.counts().entrySet()) {
                double expected = value.getValue() * scale;
                // Poisson, without what is the same for all values.
                double likelihood = rids.size() * Math.log(expected) - expected;
                for (Map.Entry<String, Integer> shape : shapes.entrySet()) {
                    likelihood += shape.getValue() * knowledge.logShape(value.getKey(), shape.getKey());
                }
                if (likelihood > most) {
                    most = likelihood;
                    best = value.getKey();
                }
            }
            guess(List.of(token), best, guesses);
        });
        return guesses;
    }

    private static List<String> mostFrequentFirst(Knowledge knowledge, Random ties) {
        List<String> values = new ArrayList<>(knowledge.counts().keySet());
        Collections.sort(values);
        Collections.shuffle(values, ties);
        values.sort(Comparator.comparing(value -> -knowledge.counts().get(value)));
        return values;
    }

    private int rowsOf(Collection<Long> tokens) {
        return tokens.stream().mapToInt(token -> rows.get(token).size()).sum();
    }

    private void guess(Collection<Long> tokens, String value, Map<String, String> guesses) {
        for (Long token : tokens) {
            rows.get(token).forEach(rid -> guesses.put(tables.heads().get(rid).id(), value));
        }
    }
}
