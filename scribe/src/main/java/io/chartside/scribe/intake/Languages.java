package io.chartside.scribe.intake;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells the language of an utterance by its commonest words ({@code intake/languages.txt}), or by its script. Short
 * utterances are taken for English: "ja" and "si" are said in English visits too.
 */
final class Languages {
    static final String ENGLISH = "English";
    private static final int FEWEST_WORDS = 4;
    private static final double COMMON = 0.2;
    private static final Pattern WORD = Pattern.compile("[^\\p{L}'’]+");

    private final Map<String, Set<String>> commonest = new LinkedHashMap<>();
    private final Scripts scripts;

    Languages(LexiconText text) {
        scripts = new Scripts(text);
        commonest.putAll(RuleText.lists(text, "intake/languages.txt"));
    }

    /** The language when it is surely none that the engine reads. */
    Optional<String> foreign(String utterance) {
        Optional<String> script = script(utterance);
        if (script.isPresent()) {
            return script;
        }
        String[] words =
                WORD.split(utterance.toLowerCase(Locale.ROOT).replace("’", "'").strip());
        if (words.length < FEWEST_WORDS) {
            return Optional.empty();
        }
        Map<String, Integer> counts = new HashMap<>();
        for (String word : words) {
            commonest.forEach((language, common) -> {
                if (common.contains(word)) {
                    counts.merge(language, 1, Integer::sum);
                }
            });
        }
        int english = counts.getOrDefault(ENGLISH, 0);
        return counts.entrySet().stream()
                .filter(count -> !count.getKey().equals(ENGLISH))
                .filter(count -> count.getValue() >= COMMON * words.length && count.getValue() > 2 * english)
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    /** The script of most of its letters, when that is not the Latin one. */
    private Optional<String> script(String utterance) {
        Map<String, Integer> counts = new HashMap<>();
        int letters = 0;
        for (int at = 0; at < utterance.length(); at += Character.charCount(utterance.codePointAt(at))) {
            int point = utterance.codePointAt(at);
            if (Character.isLetter(point)) {
                letters++;
                scripts.of(point).ifPresent(script -> counts.merge(script, 1, Integer::sum));
            }
        }
        int half = letters / 2;
        return counts.entrySet().stream()
                .filter(script -> script.getValue() > half)
                .findFirst()
                .map(script -> "the " + script.getKey() + " script");
    }
}
