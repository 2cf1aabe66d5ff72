package io.chartside.server.leakage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much an attack read back.
 *
 * @param rows share of the rows whose value was guessed
 * @param values share of the different values of which most rows were guessed
 */
record Recovery(double rows, double values) {

    static Recovery of(Map<String, String> truth, Map<String, String> guesses) {
        Map<String, int[]> rightAndAll = new HashMap<>();
        int right = 0;
        for (Map.Entry<String, String> row : truth.entrySet()) {
            int[] counts = rightAndAll.computeIfAbsent(row.getValue(), value -> new int[2]);
            counts[1]++;
            if (row.getValue().equals(guesses.get(row.getKey()))) {
                counts[0]++;
                right++;
            }
        }
        long read = rightAndAll.values().stream()
                .filter(counts -> counts[0] * 2 > counts[1])
                .count();
        return new Recovery((double) right / truth.size(), (double) read / rightAndAll.size());
    }

    static Recovery mean(List<Recovery> all) {
        return new Recovery(
                all.stream().mapToDouble(Recovery::rows).average().orElseThrow(),
                all.stream().mapToDouble(Recovery::values).average().orElseThrow());
    }
}
