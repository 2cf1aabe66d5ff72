package io.chartside.scribe.template;

import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The form of a note: its sections in order, each with the heading printed over it and how it is written. What stands in a
 * section comes from the visit alone; a section for which nothing was said is left out.
 *
 * @param name of a tenant's own template; empty for a type's usual form
 * @param type decides the document's LOINC code
 * @param writer what the writer of the note prefers
 */
public record NoteTemplate(String name, NoteType type, List<Part> parts, WriterStyle writer) {
    private static final int MOST_CHARACTERS = 80;

    public NoteTemplate {
        Objects.requireNonNull(name);
        Objects.requireNonNull(type);
        Objects.requireNonNull(writer);
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a template has at least one section");
        }
        Set<SectionKind> seen = EnumSet.noneOf(SectionKind.class);
        for (Part part : parts) {
            if (!seen.add(part.kind())) {
                throw new IllegalArgumentException("the section " + part.kind().word() + " stands twice");
            }
        }
        whole(seen, SectionKind.ASSESSMENT_AND_PLAN, SectionKind.ASSESSMENT, SectionKind.PLAN);
        whole(seen, SectionKind.SUBJECTIVE, SectionKind.CHIEF_COMPLAINT, SectionKind.HISTORY_OF_PRESENT_ILLNESS);
        whole(seen, SectionKind.SUBJECTIVE, SectionKind.HOSPITAL_COURSE, SectionKind.REVIEW_OF_SYSTEMS);
        whole(seen, SectionKind.HOSPITAL_COURSE, SectionKind.HISTORY_OF_PRESENT_ILLNESS);
        whole(seen, SectionKind.OBJECTIVE, SectionKind.VITAL_SIGNS, SectionKind.PHYSICAL_EXAM, SectionKind.RESULTS);
    }

    public NoteTemplate(String name, NoteType type, List<Part> parts) {
        this(name, type, parts, WriterStyle.NONE);
    }

    /** The usual form of a type. */
    public static NoteTemplate of(NoteType type) {
        return UsualForms.of(type);
    }

    /** The same form, with what the writer of the note prefers. */
    public NoteTemplate writtenBy(WriterStyle style) {
        return new NoteTemplate(name, type, parts, style);
    }

    /** The same text under two headings would read as two facts. */
    private static void whole(Set<SectionKind> seen, SectionKind whole, SectionKind... pieces) {
        for (SectionKind piece : pieces) {
            if (seen.contains(whole) && seen.contains(piece)) {
                throw new IllegalArgumentException(
                        "the section " + whole.word() + " holds what " + piece.word() + " would say again");
            }
        }
    }

    public boolean has(SectionKind kind) {
        return parts.stream().anyMatch(part -> part.kind() == kind);
    }

    /** How a section is written. */
    public enum Style {
        /** As the section is usually written: history in prose, a plan in bullets. */
        USUAL,
        PROSE,
        BULLETS,
        /** Bullets without subject, article and full stop. */
        TERSE
    }

    /**
     * One section.
     *
     * @param heading in one line, up to 80 characters; empty for the one that the note's language has for it
     */
    public record Part(SectionKind kind, String heading, Style style) {
        public Part {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(style);
            if (!heading.isEmpty() && heading.isBlank() || heading.length() > MOST_CHARACTERS) {
                throw new IllegalArgumentException(
                        "the heading of " + kind.word() + " has 1 to " + MOST_CHARACTERS + " characters");
            }
            if (heading.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("the heading of " + kind.word() + " is one line");
            }
        }

        /** What a reader is told of the section before the note is laid out. */
        public String title() {
            return heading.isEmpty() ? kind.display() : heading;
        }

        /** Under the usual heading of the type of note. */
        public static Part usual(SectionKind kind, Style style) {
            return new Part(kind, "", style);
        }
    }
}
