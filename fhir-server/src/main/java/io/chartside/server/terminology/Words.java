package io.chartside.server.terminology;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The text filter of an expansion: every word is the beginning of a word of the display, or of the code. */
public record Words(List<String> all) {
    public static final Words NONE = new Words(List.of());

    public Words {
        all = List.copyOf(all);
    }

    public static Words of(String text) {
        return new Words(split(text));
    }

    private static List<String> split(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return Arrays.stream(plain.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}.]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    boolean fit(String code, String display) {
        if (all.isEmpty()) {
            return true;
        }
        String lower = code.toLowerCase(Locale.ROOT);
        List<String> words = split(display);
        return all.stream()
                .allMatch(word -> lower.startsWith(word) || words.stream().anyMatch(w -> w.startsWith(word)));
    }
}
