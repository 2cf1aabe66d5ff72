package io.chartside.scribe.wording;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spelling of the finished sentence: capitals, names, abbreviations, spaces, the full stop. */
public final class Prose {
    private final Map<String, String> spelling = new HashMap<>();
    private final Set<String> names;

    /** A sentence that begins behind another; "vs. the" and "5 p.m. today" are none. */
    private static final Pattern NEXT = Pattern.compile("[a-z]{4}\\. [a-z]");

    private static final Pattern LETTERED = Pattern.compile(
            "\\b[Vv]itamin ([abcdek](?:1?[0-9])?)\\b|\\b(st) (?:depressions?|elevations?|segments?|changes?)\\b");

    /** @param names words of the visit that are names, in lower case */
    public Prose(LexiconText text, Set<String> names) {
        this.names = Set.copyOf(names);
        for (String line : RuleText.lines(text, "wording/spelling.txt")) {
            for (String word : line.split("\\|")) {
                spelling.put(word.toLowerCase(Locale.ROOT), word);
            }
        }
    }

    private Prose(Map<String, String> spelling, Set<String> names) {
        this.spelling.putAll(spelling);
        this.names = Set.copyOf(names);
    }

    public Prose withNames(Set<String> others) {
        return new Prose(spelling, others);
    }

    /** A sentence with capital and full stop, or empty when no word is left. */
    public String sentence(String words) {
        String plain = phrase(words);
        if (plain.isEmpty()) {
            return "";
        }
        char last = plain.charAt(plain.length() - 1);
        String ended = last == '.' || last == '?' || last == '!' ? plain : plain + ".";
        StringBuilder sentence = new StringBuilder(capital(ended));
        for (Matcher m = NEXT.matcher(ended); m.find(); ) {
            sentence.setCharAt(m.end() - 1, Character.toUpperCase(ended.charAt(m.end() - 1)));
        }
        return sentence.toString();
    }

    /** The words with spelling and spaces set right, without capital or full stop. */
    public String phrase(String words) {
        String joined = words.replaceAll("\\s+([,.;:?!%])", "$1")
                .replaceAll("[,;:\\s]+$", "")
                .replaceAll("^[,;:.\\s]+", "")
                .replaceAll(",\\s*,", ",")
                .replaceAll("\\$ (?=\\d)", "\\$");
        StringBuilder out = new StringBuilder(joined.length());
        for (String word : joined.split(" ")) {
            if (word.isEmpty()) {
                continue;
            }
            if (out.length() > 0) {
                out.append(' ');
            }
            out.append(spell(word));
        }
        return lettered(out.toString());
    }

    /** "vitamin D", "ST depression". */
    private static String lettered(String text) {
        StringBuilder out = new StringBuilder(text);
        for (Matcher m = LETTERED.matcher(text); m.find(); ) {
            int group = m.group(1) == null ? 2 : 1;
            for (int i = m.start(group); i < m.end(group); i++) {
                out.setCharAt(i, Character.toUpperCase(text.charAt(i)));
            }
        }
        return out.toString();
    }

    public static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    public static String join(List<String> items, String last) {
        if (items.size() <= 2) {
            return String.join(" " + last + " ", items);
        }
        return String.join(", ", items.subList(0, items.size() - 1)) + ", " + last + " " + items.get(items.size() - 1);
    }

    private String spell(String word) {
        int end = word.length();
        while (end > 0 && ",.;:?!".indexOf(word.charAt(end - 1)) >= 0) {
            end--;
        }
        String core = word.substring(0, end);
        String known = spelling.get(core);
        if (known == null && core.endsWith("'s")) {
            String stem = spelling.get(core.substring(0, core.length() - 2));
            known = stem == null ? null : stem + "'s";
        }
        if (known == null && names.contains(core)) {
            known = capital(core);
        }
        return known == null ? word : known + word.substring(end);
    }
}
