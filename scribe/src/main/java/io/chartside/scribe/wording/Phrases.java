package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An ordered table of expressions and what to write instead. */
public final class Phrases {
    private static final Pattern BLANKS = Pattern.compile(" {2,}");

    private final List<Rule> rules = new ArrayList<>();

    private record Rule(Pattern said, String written) {}

    /** @param name a rule file: expression, tab, replacement; no replacement deletes */
    public Phrases(LexiconText text, String name) {
        for (String[] row : RuleText.rows(text, name)) {
            rules.add(new Rule(Pattern.compile(row[0].replace("~", "\\b")), row.length > 1 ? " " + row[1] + " " : " "));
        }
    }

    public String apply(String sentence) {
        String result = tidy(sentence);
        for (Rule rule : rules) {
            Matcher said = rule.said().matcher(result);
            if (said.find()) {
                result = tidy(said.replaceAll(rule.written()));
            }
        }
        return result;
    }

    private static String tidy(String words) {
        return (words.contains("  ") ? BLANKS.matcher(words).replaceAll(" ") : words).strip();
    }
}
