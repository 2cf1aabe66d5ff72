package io.chartside.mappings.evaluation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers of a text, in figures and in words, to find those of a note that nobody said. */
final class SpokenNumbers {
    private static final Pattern FIGURES = Pattern.compile("\\d+(?:\\.\\d+)?");
    private static final Pattern WORDS = Pattern.compile("[a-z]+|\\d+");
    private static final Map<String, Integer> NAMED = named();

    private SpokenNumbers() {}

    /** Numbers written in figures. */
    static Set<Double> written(String text) {
        Set<Double> numbers = new HashSet<>();
        Matcher figure = FIGURES.matcher(text.replace(",", ""));
        while (figure.find()) {
            numbers.add(Double.parseDouble(figure.group()));
        }
        return numbers;
    }

    /** Numbers in figures or in words: {@code twenty five}, {@code two hundred}, {@code twice}. */
    static Set<Double> said(String text) {
        String lower = text.toLowerCase(Locale.ROOT).replace(",", "");
        Set<Double> numbers = written(lower);
        List<String> words =
                WORDS.matcher(lower).results().map(result -> result.group()).toList();
        for (int i = 0; i < words.size(); i++) {
            Integer value = NAMED.get(words.get(i));
            if (value == null) {
                continue;
            }
            numbers.add((double) value);
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            int unit = NAMED.getOrDefault(next, 99);
            if (value >= 20 && value < 100 && value % 10 == 0 && unit >= 1 && unit <= 9) {
                numbers.add((double) value + unit);
            }
            if (next.equals("hundred")) {
                numbers.add(value * 100.0);
            }
        }
        return numbers;
    }

    /** How many of the note's numbers the conversation does not hold. */
    static int unsupported(String note, String conversation) {
        Set<Double> said = said(conversation);
        return (int) written(note).stream()
                .filter(number -> !said.contains(number) && !said.contains(Math.floor(number)))
                .count();
    }

    private static Map<String, Integer> named() {
        Map<String, Integer> named = new HashMap<>();
        String[] units = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
                        + " fifteen sixteen seventeen eighteen nineteen")
                .split(" ");
        for (int i = 0; i < units.length; i++) {
            named.put(units[i], i);
        }
        String[] tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
        for (int i = 0; i < tens.length; i++) {
            named.put(tens[i], 20 + 10 * i);
        }
        named.putAll(Map.of("once", 1, "twice", 2, "first", 1, "second", 2, "third", 3, "half", 2, "couple", 2));
        named.putAll(Map.of("fourth", 4, "fifth", 5, "single", 1, "both", 2, "hundred", 100, "thousand", 1000));
        return named;
    }
}
