package io.chartside.scribe.note;

import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.wording.NoteWords;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lays the facts of a visit out in the sections of a template. */
final class NoteLayout {
    private NoteLayout() {}

    static Note of(NoteTemplate template, SectionContents contents, NoteWords words) {
        return of(template, contents::of, words);
    }

    /** Sections of one kind become one; a kind that the template does not have is left out. */
    static Note of(NoteTemplate template, Note note, NoteWords words) {
        return of(
                template,
                kind -> note.sections().stream()
                        .filter(section -> section.kind() == kind)
                        .flatMap(section -> section.paragraphs().stream())
                        .toList(),
                words);
    }

    private static Note of(NoteTemplate template, Function<SectionKind, List<Paragraph>> contents, NoteWords words) {
        List<Section> sections = new ArrayList<>();
        for (Part part : template.writer().parts(template.parts())) {
            List<Paragraph> filled = contents.apply(part.kind()).stream()
                    .filter(paragraph -> !paragraph.statements().isEmpty())
                    .map(paragraph -> SectionStyle.of(part.style(), paragraph))
                    .map(paragraph -> preferred(template, paragraph))
                    .toList();
            if (!filled.isEmpty()) {
                String heading =
                        part.heading().isEmpty() ? words.heading(template.type(), part.kind()) : part.heading();
                sections.add(new Section(part.kind(), heading, filled));
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
