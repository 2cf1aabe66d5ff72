package io.chartside.scribe.coding;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.LexiconException;
import io.chartside.scribe.lexicon.PhraseFinder;
import io.chartside.scribe.lexicon.TextTable;
import io.chartside.scribe.lexicon.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The axes that select the final characters of a code: {@code {129}} in {@code M25.56{129}} is 1 for the right knee, 2
 * for the left, 9 where nobody said.
 */
final class Axes {
    private static final Set<String> SKIPPABLE = Set.of("right", "left", "the", "my", "your", "of", "a");
    private final Map<String, List<Choice>> axes = new HashMap<>();

    private Axes() {}

    static Axes load(LexiconText text) {
        Axes axes = new Axes();
        for (List<String> row : TextTable.read(text, "lexicon/axes.tsv", 4)) {
            PhraseFinder<Boolean> words = new PhraseFinder<>(SKIPPABLE);
            boolean worded = !row.get(3).isEmpty();
            if (worded) {
                for (String phrase : row.get(3).split("\\|")) {
                    words.add(phrase, Boolean.TRUE);
                }
            }
            Side side = row.get(2).isEmpty()
                    ? Side.UNSTATED
                    : Side.valueOf(row.get(2).toUpperCase(Locale.ROOT));
            axes.axes
                    .computeIfAbsent(row.get(0), a -> new ArrayList<>())
                    .add(new Choice(row.get(1).equals("-") ? "" : row.get(1), side, worded ? words : null));
        }
        return axes;
    }

    boolean has(String axis) {
        return axes.containsKey(axis);
    }

    /** Whether the axis has an answer for the side. */
    boolean knows(String pattern, Side side) {
        for (String axis : names(pattern)) {
            if (choices(axis).stream().anyMatch(c -> c.side == side)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The code for a side.
     *
     * @param near turns that speak of the concept, for the axes that words select
     */
    String resolve(String pattern, Side side, List<List<Token>> near) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', at)) {
            int close = pattern.indexOf('}', open);
            out.append(pattern, at, open).append(choose(pattern.substring(open + 1, close), side, near));
            at = close + 1;
        }
        return out.append(pattern.substring(at)).toString();
    }

    /** Every code that the pattern can become. */
    List<String> all(String pattern) {
        int open = pattern.indexOf('{');
        if (open < 0) {
            return List.of(pattern);
        }
        int close = pattern.indexOf('}', open);
        List<String> out = new ArrayList<>();
        for (Choice choice : choices(pattern.substring(open + 1, close))) {
            for (String tail : all(pattern.substring(close + 1))) {
                String code = pattern.substring(0, open) + choice.text + tail;
                if (!out.contains(code)) {
                    out.add(code);
                }
            }
        }
        return out;
    }

    private String choose(String axis, Side side, List<List<Token>> near) {
        Choice best = null;
        int most = -1;
        for (Choice choice : choices(axis)) {
            if (choice.side != Side.UNSTATED && choice.side != side) {
                continue;
            }
            int said = choice.words == null ? 0 : count(choice.words, near);
            if (choice.words != null && said == 0) {
                continue;
            }
            int score = said * 2 + (choice.side == Side.UNSTATED ? 0 : 1);
            if (score > most) {
                most = score;
                best = choice;
            }
        }
        if (best == null) {
            throw new LexiconException("axis " + axis + " has no choice for what was not said");
        }
        return best.text;
    }

    private static int count(PhraseFinder<Boolean> words, List<List<Token>> near) {
        return near.stream()
                .flatMap(t -> words.find(t).stream())
                .mapToInt(PhraseFinder.Found::words)
                .sum();
    }

    private List<Choice> choices(String axis) {
        List<Choice> choices = axes.get(axis);
        if (choices == null) {
            throw new LexiconException("unknown axis {" + axis + "}");
        }
        return choices;
    }

    private static List<String> names(String pattern) {
        List<String> out = new ArrayList<>();
        for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', open + 1)) {
            out.add(pattern.substring(open + 1, pattern.indexOf('}', open)));
        }
        return out;
    }

    private record Choice(String text, Side side, PhraseFinder<Boolean> words) {}
}
