package io.chartside.scribe.lexicon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Expands the phrases of the lexicon. {@code <pain>} stands for any phrase of a word class, {@code (knee/knees)} for any
 * of the alternatives and {@code (acute/)} for an optional word.
 */
final class PhraseGrammar {
    private final Map<String, List<String>> classes = new HashMap<>();

    void define(String name, List<String> phrases) {
        List<String> expanded = new ArrayList<>();
        phrases.forEach(p -> expanded.addAll(expand(p)));
        classes.put(name, List.copyOf(expanded));
    }

    /** All plain phrases that the written one stands for. */
    List<String> expand(String phrase) {
        int open = firstOf(phrase, '(', '<');
        if (open < 0) {
            return List.of(phrase.strip());
        }
        char closing = phrase.charAt(open) == '(' ? ')' : '>';
        int close = phrase.indexOf(closing, open);
        if (close < 0) {
            throw new LexiconException("unclosed bracket in phrase: " + phrase);
        }
        String inner = phrase.substring(open + 1, close);
        List<String> choices = closing == ')' ? List.of(inner.split("/", -1)) : members(inner);
        List<String> out = new ArrayList<>();
        for (String tail : expand(phrase.substring(close + 1))) {
            for (String choice : choices) {
                out.add((phrase.substring(0, open) + " " + choice + " " + tail).strip());
            }
        }
        return out;
    }

    private List<String> members(String name) {
        List<String> members = classes.get(name);
        if (members == null) {
            throw new LexiconException("unknown word class <" + name + ">");
        }
        return members;
    }

    private static int firstOf(String text, char a, char b) {
        int i = text.indexOf(a);
        int j = text.indexOf(b);
        return i < 0 ? j : j < 0 ? i : Math.min(i, j);
    }
}
