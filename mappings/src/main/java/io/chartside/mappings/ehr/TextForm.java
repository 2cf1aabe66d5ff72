package io.chartside.mappings.ehr;

import io.chartside.mappings.ehr.NoteContent.Paragraph;
import io.chartside.mappings.ehr.NoteContent.Part;
import java.util.stream.Collectors;

/** The note as plain text, in the shape that the record's own plain text has. */
final class TextForm {
    private TextForm() {}

    static String of(NoteContent note) {
        return note.parts().stream().map(TextForm::part).collect(Collectors.joining("\n\n")) + "\n";
    }

    private static String part(Part part) {
        String body = part.paragraphs().stream().map(TextForm::paragraph).collect(Collectors.joining("\n"));
        return part.heading().isEmpty() ? body : part.heading() + "\n\n" + body;
    }

    private static String paragraph(Paragraph paragraph) {
        String lead = paragraph.label().isEmpty() ? "" : paragraph.label() + (paragraph.bullets() ? "\n" : ": ");
        return lead
                + paragraph.statements().stream()
                        .map(statement -> paragraph.bullets() ? "- " + statement : statement)
                        .collect(Collectors.joining(paragraph.bullets() ? "\n" : " "));
    }
}
