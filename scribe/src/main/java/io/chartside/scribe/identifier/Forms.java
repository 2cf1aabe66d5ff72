package io.chartside.scribe.identifier;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Identifiers that are known by their form, by what stands before them or by a list: {@code identifier/patterns.tsv}. */
final class Forms {
    private final List<Form> forms = new ArrayList<>();

    private record Form(IdentifierKind kind, Pattern pattern) {}

    Forms(LexiconText text) {
        Map<String, String> parts = new HashMap<>();
        parts.put(
                "city",
                String.join("|", RuleText.lists(text, "identifier/places.txt").get("cities")));
        for (String[] row : RuleText.rows(text, "identifier/patterns.tsv")) {
            String expression = expanded(row[1], parts);
            if (row[0].startsWith("@")) {
                parts.put(row[0].substring(1), expression);
            } else {
                forms.add(new Form(
                        IdentifierKind.valueOf(row[0]), Pattern.compile(expression, Pattern.CASE_INSENSITIVE)));
            }
        }
    }

    private static String expanded(String expression, Map<String, String> parts) {
        String whole = expression;
        for (Map.Entry<String, String> part : parts.entrySet()) {
            whole = whole.replace("{" + part.getKey() + "}", "(?:" + part.getValue() + ")");
        }
        return whole;
    }

    List<Identifier> find(String text) {
        List<Identifier> found = new ArrayList<>();
        for (Form form : forms) {
            Matcher m = form.pattern().matcher(text);
            while (m.find()) {
                int group = m.groupCount() > 0 && m.start(1) >= 0 ? 1 : 0;
                Identifier identifier = trimmed(text, m.start(group), m.end(group), form.kind());
                if (identifier != null && found.stream().noneMatch(identifier::overlaps)) {
                    found.add(identifier);
                }
            }
        }
        return found;
    }

    private static Identifier trimmed(String text, int from, int to, IdentifierKind kind) {
        int start = from;
        int end = to;
        while (start < end && " ,.-/".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (start < end && " ,.-/".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return start < end ? new Identifier(start, end, kind) : null;
    }
}
