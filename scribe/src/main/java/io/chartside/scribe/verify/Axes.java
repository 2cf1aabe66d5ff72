package io.chartside.scribe.verify;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of a text by what they must not be turned to ({@code verify/axes.tsv}): denials, directions, measures, sides. */
final class Axes {
    /** Word to its values, each with its axis. */
    private final Map<String, List<String>> values = new HashMap<>();

    private final Pattern sided;

    Axes(LexiconText text) {
        for (String[] row : RuleText.rows(text, "verify/axes.tsv")) {
            for (String word : row[2].split("\\|")) {
                values.computeIfAbsent(word, none -> new ArrayList<>()).add(row[0] + "=" + row[1]);
            }
        }
        String parts =
                String.join("|", RuleText.lists(text, "flag/laterality.txt").get("parts of which there are two"));
        sided = Pattern.compile(
                "\\b(left|right|both|bilateral)(?:-sided)? (?:(?:lower|upper|inner|outer|medial|lateral|big|great) ){0,2}("
                        + parts + ")s?\\b");
    }

    /** As {@code axis=value}. */
    Set<String> of(String text) {
        Set<String> found = new LinkedHashSet<>();
        for (String word : text.toLowerCase(Locale.ROOT).replace('\u2019', '\'').split("[^\\p{L}\\p{N}'-]+")) {
            found.addAll(values.getOrDefault(word.endsWith("n't") ? "not" : word, List.of()));
        }
        return found;
    }

    /** Whether a text puts a part of the body on a side that others, which name that part's side, do not. */
    boolean turnsSide(String text, List<String> others) {
        Map<String, Set<String>> heard = new HashMap<>();
        others.forEach(other -> sides(other)
                .forEach((part, sides) ->
                        heard.computeIfAbsent(part, p -> new HashSet<>()).addAll(sides)));
        return sides(text).entrySet().stream()
                .anyMatch(claimed -> heard.containsKey(claimed.getKey())
                        && !heard.get(claimed.getKey()).containsAll(claimed.getValue()));
    }

    private Map<String, Set<String>> sides(String text) {
        Map<String, Set<String>> sides = new HashMap<>();
        for (Matcher m = sided.matcher(text.toLowerCase(Locale.ROOT)); m.find(); ) {
            boolean one = m.group(1).equals("left") || m.group(1).equals("right");
            sides.computeIfAbsent(m.group(2), part -> new HashSet<>())
                    .addAll(one ? Set.of(m.group(1)) : Set.of("left", "right"));
        }
        return sides;
    }
}
