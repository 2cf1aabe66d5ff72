package io.chartside.scribe.note;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Leaves out a sentence whose words another of the same list already says. */
final class Repeats {
    private static final double SAME = 0.8;
    private static final Set<String> LIGHT = Set.of(
            "the", "a", "an", "we", "will", "i", "to", "of", "and", "that", "is", "his", "her", "their", "patient",
            "order", "it", "she", "he", "on", "some");

    private Repeats() {}

    static <T> List<T> without(List<T> items, Function<T, String> text) {
        List<T> kept = new ArrayList<>();
        List<Set<String>> said = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Set<String> words = words(text.apply(items.get(i)));
            boolean repeated = words.isEmpty();
            for (int k = 0; k < kept.size() && !repeated; k++) {
                Set<String> other = said.get(k);
                if (share(words, other) >= SAME) {
                    repeated = true;
                } else if (words.size() > 2 && share(other, words) >= SAME) {
                    kept.set(k, items.get(i));
                    said.set(k, words);
                    repeated = true;
                }
            }
            if (!repeated) {
                kept.add(items.get(i));
                said.add(words);
            }
        }
        return kept;
    }

    /** Share of the first's words that the second holds. */
    private static double share(Set<String> words, Set<String> other) {
        return words.isEmpty()
                ? 0
                : (double) words.stream().filter(other::contains).count() / words.size();
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>(Arrays.asList(
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 ]", "").split(" ")));
        words.removeAll(LIGHT);
        words.remove("");
        return words;
    }
}
