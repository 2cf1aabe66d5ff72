package io.chartside.scribe.note;

import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.template.NoteTemplate.Part;
import java.util.ArrayList;
import java.util.List;

/** Lays the facts of a visit out in the sections of a template. */
final class NoteLayout {
    private NoteLayout() {}

    static Note of(NoteTemplate template, SectionContents contents) {
        List<Section> sections = new ArrayList<>();
        for (Part part : template.writer().parts(template.parts())) {
            List<Paragraph> filled = contents.of(part.kind()).stream()
                    .filter(paragraph -> !paragraph.statements().isEmpty())
                    .map(paragraph -> SectionStyle.of(part.style(), paragraph))
                    .map(paragraph -> preferred(template, paragraph))
                    .toList();
            if (!filled.isEmpty()) {
                sections.add(new Section(part.kind(), part.heading(), filled));
            }
        }
        return new Note(template.type(), sections);
    }

    private static Paragraph preferred(NoteTemplate template, Paragraph paragraph) {
        return new Paragraph(
                paragraph.label(),
                paragraph.bullets(),
                paragraph.statements().stream().map(template.writer()::of).toList());
    }
}
