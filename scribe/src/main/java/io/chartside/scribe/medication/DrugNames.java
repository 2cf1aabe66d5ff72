package io.chartside.scribe.medication;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The drugs that the engine knows by name ({@code medication/drugs.txt}), and which names mean one drug ({@code brands.tsv}). */
public final class DrugNames {
    private final Map<String, Set<String>> sameDrug = new HashMap<>();
    private final Pattern known;

    public DrugNames(LexiconText text) {
        known = anyOf(RuleText.lists(text, "medication/drugs.txt").get("drugs"));
        for (String[] row : RuleText.rows(text, "medication/brands.tsv")) {
            Set<String> names = new LinkedHashSet<>(List.of(row[0]));
            names.addAll(List.of(row[1].split("\\|")));
            names.forEach(name -> sameDrug.put(name, names));
        }
    }

    /** The names of the same drug in lower case, the given one among them. */
    public Set<String> same(String name) {
        String said = name.toLowerCase(Locale.ROOT).strip();
        return sameDrug.getOrDefault(said, Set.of(said));
    }

    /** Finds a known drug in a text in lower case. */
    public Pattern known() {
        return known;
    }

    /** Finds any of the names as whole words, the longest first. */
    public static Pattern anyOf(Set<String> names) {
        return Pattern.compile(names.stream()
                .sorted((a, b) -> b.length() - a.length())
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "\\b(?:", ")\\b")));
    }

    /** Whether a text has the name, in lower case, as whole words. */
    public static boolean holds(String text, String name) {
        String in = text.toLowerCase(Locale.ROOT);
        for (int at = in.indexOf(name); at >= 0; at = in.indexOf(name, at + 1)) {
            int end = at + name.length();
            if ((at == 0 || !Character.isLetterOrDigit(in.charAt(at - 1)))
                    && (end == in.length() || !Character.isLetterOrDigit(in.charAt(end)))) {
                return true;
            }
        }
        return false;
    }
}
