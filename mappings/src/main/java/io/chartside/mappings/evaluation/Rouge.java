package io.chartside.mappings.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * ROUGE F1 as the clinical-note papers report it (Lin 2004; no stemming): unigrams, bigrams, and the longest common
 * subsequence by lines with clipped counts (ROUGE-Lsum).
 */
final class Rouge {
    private Rouge() {}

    /** Overlap of word n-grams, clipped. */
    static double ngrams(String reference, String produced, int n) {
        Map<String, Integer> expected = count(tokens(reference), n);
        Map<String, Integer> found = count(tokens(produced), n);
        int hits = 0;
        for (Map.Entry<String, Integer> gram : expected.entrySet()) {
            hits += Math.min(gram.getValue(), found.getOrDefault(gram.getKey(), 0));
        }
        return f1(hits, sum(expected), sum(found));
    }

    /** Union of the longest common subsequences of each reference line with the produced lines. */
    static double lsum(String reference, String produced) {
        List<List<String>> expected = lines(reference);
        List<List<String>> found = lines(produced);
        Map<String, Integer> expectedLeft = new HashMap<>();
        Map<String, Integer> foundLeft = new HashMap<>();
        expected.forEach(line -> line.forEach(token -> expectedLeft.merge(token, 1, Integer::sum)));
        found.forEach(line -> line.forEach(token -> foundLeft.merge(token, 1, Integer::sum)));
        int total = sum(expectedLeft);
        int produces = sum(foundLeft);
        int hits = 0;
        for (List<String> line : expected) {
            Set<Integer> union = new TreeSet<>();
            Set<String> words = new HashSet<>(line);
            for (List<String> candidate : found) {
                if (candidate.stream().anyMatch(words::contains)) {
                    union.addAll(common(line, candidate));
                }
            }
            for (int position : union) {
                String token = line.get(position);
                if (foundLeft.getOrDefault(token, 0) > 0 && expectedLeft.getOrDefault(token, 0) > 0) {
                    hits++;
                    foundLeft.merge(token, -1, Integer::sum);
                    expectedLeft.merge(token, -1, Integer::sum);
                }
            }
        }
        return f1(hits, total, produces);
    }

    /** Positions in {@code line} of one longest common subsequence with {@code candidate}. */
    private static List<Integer> common(List<String> line, List<String> candidate) {
        int[][] length = new int[line.size() + 1][candidate.size() + 1];
        for (int i = 1; i <= line.size(); i++) {
            for (int j = 1; j <= candidate.size(); j++) {
                length[i][j] = line.get(i - 1).equals(candidate.get(j - 1))
                        ? length[i - 1][j - 1] + 1
                        : Math.max(length[i - 1][j], length[i][j - 1]);
            }
        }
        List<Integer> positions = new ArrayList<>();
        int i = line.size();
        int j = candidate.size();
        while (i > 0 && j > 0) {
            if (line.get(i - 1).equals(candidate.get(j - 1))) {
                positions.add(i - 1);
                i--;
                j--;
            } else if (length[i][j - 1] > length[i - 1][j]) {
                j--;
            } else {
                i--;
            }
        }
        return positions;
    }

    static List<String> tokens(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(token -> !token.isEmpty())
                .toList();
    }

    private static List<List<String>> lines(String text) {
        return Arrays.stream(text.split("\n"))
                .filter(line -> !line.isEmpty())
                .map(Rouge::tokens)
                .toList();
    }

    private static Map<String, Integer> count(List<String> tokens, int n) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= tokens.size(); i++) {
            counts.merge(String.join(" ", tokens.subList(i, i + n)), 1, Integer::sum);
        }
        return counts;
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static double f1(int hits, int expected, int found) {
        if (hits == 0) {
            return 0;
        }
        double precision = (double) hits / found;
        double recall = (double) hits / expected;
        return 2 * precision * recall / (precision + recall);
    }
}
