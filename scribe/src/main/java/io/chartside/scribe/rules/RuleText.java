package io.chartside.scribe.rules;

import io.chartside.scribe.LexiconText;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the engine's rule files: one rule per line, {@code #} begins a comment line, tabs separate columns. */
public final class RuleText {
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private RuleText() {}

    /** Lines that are neither blank nor comments. */
    public static List<String> lines(LexiconText text, String name) {
        List<String> lines = new ArrayList<>();
        for (String line : text.read(name).split("\\r?\\n")) {
            String stripped = line.strip();
            if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
                lines.add(stripped);
            }
        }
        return lines;
    }

    /** Lines cut at tabs; the number of columns may differ by line. */
    public static List<String[]> rows(LexiconText text, String name) {
        List<String[]> rows = new ArrayList<>();
        for (String line : lines(text, name)) {
            rows.add(line.split("\t+"));
        }
        return rows;
    }

    /**
     * A day such as {@code 2026-03-04}. Java's own reader of dates would bring all its formats along to a browser.
     *
     * @throws DateTimeException when it is none
     */
    public static LocalDate day(String text) {
        if (!DAY.matcher(text).matches()) {
            throw new DateTimeException("no day");
        }
        return LocalDate.of(
                Integer.parseInt(text.substring(0, 4)),
                Integer.parseInt(text.substring(5, 7)),
                Integer.parseInt(text.substring(8)));
    }

    /**
     * Named word lists: a line {@code [name]} begins a list, entries follow, separated by {@code |} or line ends.
     *
     * @throws IllegalArgumentException when entries come before the first name
     */
    public static Map<String, Set<String>> lists(LexiconText text, String name) {
        Map<String, Set<String>> lists = new LinkedHashMap<>();
        Set<String> current = null;
        for (String line : lines(text, name)) {
            if (line.startsWith("[") && line.endsWith("]")) {
                current = lists.computeIfAbsent(line.substring(1, line.length() - 1), k -> new LinkedHashSet<>());
            } else if (current == null) {
                throw new IllegalArgumentException(name + " has entries before its first list");
            } else {
                for (String entry : line.split("\\|")) {
                    if (!entry.isBlank()) {
                        current.add(entry.strip());
                    }
                }
            }
        }
        return lists;
    }
}
