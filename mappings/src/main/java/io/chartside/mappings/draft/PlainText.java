package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.SectionView;
import java.util.List;
import java.util.stream.Collectors;

/** The note as plain text, in the shape that {@code io.chartside.scribe.draft.NoteText} gives a fresh draft. */
public final class PlainText {
    private PlainText() {}

    public static String of(List<SectionView> sections) {
        return sections.stream()
                        .map(section -> section.heading() + "\n\n" + body(section))
                        .collect(Collectors.joining("\n\n"))
                + "\n";
    }

    static String body(SectionView section) {
        return section.paragraphs().stream().map(PlainText::paragraph).collect(Collectors.joining("\n"));
    }

    private static String paragraph(ParagraphView paragraph) {
        String lead = paragraph.label().isEmpty() ? "" : paragraph.label() + (paragraph.bullets() ? "\n" : ": ");
        return lead
                + paragraph.statements().stream()
                        .map(statement -> paragraph.bullets() ? "- " + statement.text() : statement.text())
                        .collect(Collectors.joining(paragraph.bullets() ? "\n" : " "));
    }
}
