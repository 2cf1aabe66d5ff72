package io.chartside.scribe.template;

import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.wording.Prose;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The preferences of whoever will sign the note: headings, sections left out, words. */
public record WriterStyle(List<StyleRule> rules) {
    public static final WriterStyle NONE = new WriterStyle(List.of());

    public WriterStyle {
        rules = List.copyOf(rules);
    }

    /** What of the form comes from the preferences, for the writer to see. */
    public Optional<Flag> flag() {
        return rules.isEmpty()
                ? Optional.empty()
                : Optional.of(new Flag(
                        Flag.Kind.STYLE,
                        "Written by your preferences: "
                                + rules.stream().map(StyleRule::told).collect(Collectors.joining("; ")) + ".",
                        List.of()));
    }

    /** The sections with the headings preferred, without those left out; never none. */
    public List<Part> parts(List<Part> parts) {
        List<Part> kept = new ArrayList<>();
        for (Part part : parts) {
            if (!omits(part.kind())) {
                kept.add(new Part(part.kind(), heading(part), part.style()));
            }
        }
        return kept.isEmpty() ? parts : kept;
    }

    private boolean omits(SectionKind kind) {
        return rules.stream()
                .anyMatch(rule -> rule instanceof StyleRule.Omission omission && omission.section() == kind);
    }

    private String heading(Part part) {
        return rules.stream()
                .filter(rule -> rule instanceof StyleRule.Heading heading && heading.section() == part.kind())
                .map(rule -> ((StyleRule.Heading) rule).heading())
                .findFirst()
                .orElse(part.heading());
    }

    public Statement of(Statement statement) {
        String text = of(statement.text());
        return text.equals(statement.text()) ? statement : new Statement(text, statement.evidence());
    }

    /** The text with the words preferred, the longest first; a capital stays a capital. */
    String of(String text) {
        String written = text;
        for (StyleRule.Wording wording : wordings()) {
            written = applied(wording, written);
        }
        return written;
    }

    private List<StyleRule.Wording> wordings() {
        return rules.stream()
                .filter(StyleRule.Wording.class::isInstance)
                .map(StyleRule.Wording.class::cast)
                .sorted(Comparator.comparingInt(wording -> -wording.usual().length()))
                .toList();
    }

    static String applied(StyleRule.Wording wording, String text) {
        Matcher m = words(wording.usual()).matcher(text);
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (m.find()) {
            boolean capital = Character.isUpperCase(m.group().charAt(0))
                    && Character.isLowerCase(wording.usual().charAt(0));
            String preferred = capital ? Prose.capital(wording.preferred()) : wording.preferred();
            out.append(text, from, m.start()).append(preferred);
            from = m.end();
        }
        return out.append(text, from, text.length()).toString();
    }

    /** Whole words, whether or not the first begins with a capital. */
    static Pattern words(String words) {
        String first = words.substring(0, 1);
        return Pattern.compile("(?<![\\w/-])[" + first.toLowerCase(Locale.ROOT) + first.toUpperCase(Locale.ROOT) + "]"
                + Pattern.quote(words.substring(1)) + "(?![\\w/-])");
    }
}
