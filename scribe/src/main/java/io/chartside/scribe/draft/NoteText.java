package io.chartside.scribe.draft;

import java.util.stream.Collectors;

/** The note as plain text: headings in a line of their own, paragraphs apart, bullets with a dash. */
public final class NoteText {

    private NoteText() {}

    public static String of(Note note) {
        return note.sections().stream().map(NoteText::section).collect(Collectors.joining("\n\n")) + "\n";
    }

    /** Body of one section without its heading. */
    public static String body(Section section) {
        return section.paragraphs().stream().map(NoteText::paragraph).collect(Collectors.joining("\n"));
    }

    private static String section(Section section) {
        return section.heading() + "\n\n" + body(section);
    }

    private static String paragraph(Section.Paragraph paragraph) {
        String lead = paragraph.label().isEmpty() ? "" : paragraph.label() + (paragraph.bullets() ? "\n" : ": ");
        return lead
                + paragraph.statements().stream()
                        .map(s -> paragraph.bullets() ? "- " + s.text() : s.text())
                        .collect(Collectors.joining(paragraph.bullets() ? "\n" : " "));
    }
}
