package io.chartside.server.leakage;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the thief knows beforehand of an attribute: how many rows have which value, and, from an installation of his own,
 * which shapes rows of each value have.
 */
final class Knowledge {
    private static final double SMOOTHING = 2;
    private static final double UNSEEN_SHAPE = 1e-3;

    private final Map<String, Integer> counts;
    private final Map<String, Map<String, Integer>> shapes;
    private final Map<String, Integer> allShapes = new HashMap<>();

    Knowledge(Map<String, Integer> counts, Map<String, Map<String, Integer>> shapes) {
        this.counts = Map.copyOf(counts);
        this.shapes = Map.copyOf(shapes);
        shapes.values()
                .forEach(ofValue -> ofValue.forEach((shape, rows) -> allShapes.merge(shape, rows, Integer::sum)));
    }

    /** The values by how many rows have them; those that nobody has are not known. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** @param values by logical id, of those whom the thief knows */
    static Map<String, Integer> count(Map<String, String> values) {
        Map<String, Integer> counts = new TreeMap<>();
        values.values().forEach(value -> counts.merge(value, 1, Integer::sum));
        return counts;
    }

    /** @param own tables whose rows the thief knows in the clear */
    static Map<String, Map<String, Integer>> shapes(StolenTables own, Map<String, String> values) {
        Map<String, Map<String, Integer>> shapes = new HashMap<>();
        for (StolenTables.Head head : own.heads().values()) {
            String value = values.get(head.id());
            if (value != null) {
                shapes.computeIfAbsent(value, v -> new HashMap<>()).merge(head.shape(), 1, Integer::sum);
            }
        }
        return shapes;
    }

    String mode() {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** Of a row with this shape and no token. */
    String likeliest(String shape) {
        return counts.keySet().stream()
                .max(Comparator.comparingDouble(value -> Math.log(counts.get(value)) + logShape(value, shape)))
                .orElseThrow();
    }

    int rows() {
        return total(counts);
    }

    /** Logarithm of the probability of a shape, given the value; smoothed towards that of all rows. */
    double logShape(String value, String shape) {
        Map<String, Integer> ofValue = shapes.getOrDefault(value, Map.of());
        return Math.log((ofValue.getOrDefault(shape, 0) + SMOOTHING * ofAll(shape)) / (total(ofValue) + SMOOTHING));
    }

    private double ofAll(String shape) {
        return Math.max(UNSEEN_SHAPE, (double) allShapes.getOrDefault(shape, 0) / Math.max(1, total(allShapes)));
    }

    private static int total(Map<String, Integer> rows) {
        return rows.values().stream().mapToInt(Integer::intValue).sum();
    }
}
