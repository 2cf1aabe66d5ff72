package io.chartside.scribe.finding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds symptoms by what people say for them; the longest wording wins. */
public final class Symptoms {
    private final Map<String, Symptom> byWords = new HashMap<>();
    private final Set<String> systems = new LinkedHashSet<>();
    private int longest = 1;

    public Symptoms(LexiconText text) {
        for (String[] row : RuleText.rows(text, "finding/symptoms.tsv")) {
            Symptom symptom = new Symptom(row[0], row[1]);
            systems.add(row[0]);
            for (String said : row[2].split("\\|")) {
                byWords.putIfAbsent(said, symptom);
                longest = Math.max(longest, said.split(" ").length);
            }
        }
    }

    /** Body systems in the order a note lists them. */
    public List<String> systems() {
        return List.copyOf(systems);
    }

    /** A symptom and the words it stands in: {@code words[from]} to before {@code words[to]}. */
    public record Mention(Symptom symptom, int from, int to) {}

    public List<Mention> in(String text) {
        String[] words = text.split(" ");
        List<Mention> found = new ArrayList<>();
        for (int i = 0; i < words.length; ) {
            int length = Math.min(longest, words.length - i);
            Symptom symptom = null;
            for (; length > 0 && symptom == null; length--) {
                symptom = byWords.get(String.join(" ", List.of(words).subList(i, i + length)));
            }
            if (symptom == null) {
                i++;
            } else {
                found.add(new Mention(symptom, i, i + length + 1));
                i += length + 1;
            }
        }
        return found;
    }
}
