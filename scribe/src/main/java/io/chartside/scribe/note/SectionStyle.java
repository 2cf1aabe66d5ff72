package io.chartside.scribe.note;

import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.template.NoteTemplate.Style;
import io.chartside.scribe.wording.Prose;
import java.util.regex.Pattern;

/** Writes a paragraph in another style; what it says and what it rests on stay. */
final class SectionStyle {
    private static final Pattern SUBJECT = Pattern.compile(
            "^(?:The patient (?:reports|states|notes) that (?:(?:he|she|they) )?|The patient |She |He |There (?:is|are|was|were) (?!not\\b))");
    private static final Pattern ARTICLE = Pattern.compile("^(?:The|A|An) (?=[a-z])");
    /** "The chest is clear" says no less as "chest clear"; before an article or a number it would. */
    private static final Pattern COPULA =
            Pattern.compile("^((?:[\\w'-]+ ){1,4}?)(?:is|are) (?!a\\b|an\\b|the\\b|to\\b|not\\b|\\d)(?=[a-z])");

    private SectionStyle() {}

    static Paragraph of(Style style, Paragraph paragraph) {
        return switch (style) {
            case USUAL -> paragraph;
            case PROSE -> new Paragraph(paragraph.label().replaceAll("\\.$", ""), false, paragraph.statements());
            case BULLETS -> new Paragraph(paragraph.label(), true, paragraph.statements());
            case TERSE ->
                new Paragraph(
                        paragraph.label(),
                        true,
                        paragraph.statements().stream()
                                .map(s -> new Statement(terse(s.text()), s.evidence()))
                                .toList());
        };
    }

    static String terse(String sentence) {
        String text = SUBJECT.matcher(sentence).replaceFirst("");
        if (text.equals(sentence)) {
            text = ARTICLE.matcher(sentence).replaceFirst("");
            text = COPULA.matcher(text).replaceFirst("$1");
        }
        String ended = text.endsWith(".") && text.indexOf(". ") < 0 ? text.substring(0, text.length() - 1) : text;
        return ended.isBlank() ? sentence : Prose.capital(ended);
    }
}
