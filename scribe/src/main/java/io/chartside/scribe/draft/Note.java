package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/** The drafted note. Its plain text is {@link NoteText#of(Note)}. */
public record Note(NoteType type, List<Section> sections) {
    public Note {
        Objects.requireNonNull(type);
        sections = List.copyOf(sections);
    }
}
