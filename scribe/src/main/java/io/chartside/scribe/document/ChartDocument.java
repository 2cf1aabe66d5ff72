package io.chartside.scribe.document;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.laboratory.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A document drafted from a chart or from a visit's note: a summary, an interpretation, instructions, a letter. Never final.
 *
 * @param grade of its words, where a patient is to read them
 * @param language of its words, by BCP 47
 */
public record ChartDocument(List<Part> parts, List<Flag> flags, Optional<ReadingGrade> grade, String language) {
    /** The language in which documents are written when nobody asks for another. */
    public static final String ENGLISH = "en";

    public ChartDocument {
        parts = List.copyOf(parts);
        flags = List.copyOf(flags);
        Objects.requireNonNull(grade);
        Objects.requireNonNull(language);
    }

    public ChartDocument(List<Part> parts, List<Flag> flags) {
        this(parts, flags, Optional.empty(), ENGLISH);
    }

    /** The same with more flags, before its own. */
    public ChartDocument flagged(List<Flag> more) {
        List<Flag> all = new ArrayList<>(more);
        all.addAll(flags);
        return new ChartDocument(parts, all, grade, language);
    }

    /** The same kind of document of other words, graded as it was. */
    public ChartDocument with(List<Part> others, List<Flag> otherFlags) {
        return grade.isEmpty()
                ? new ChartDocument(others, otherFlags, grade, language)
                : ReadingGrade.graded(others, otherFlags, language, group -> true);
    }

    /** Why a part has nothing in it (FHIR R4, list-empty-reason). */
    public enum Absence {
        /** There is something, or nothing is missing. */
        NONE,
        /** The record has no entries; whether there is nothing to know, it does not tell. */
        UNAVAILABLE,
        /** The caller may not see all that there is. */
        WITHHELD
    }

    /**
     * A section.
     *
     * @param code its LOINC code
     * @param display LOINC's name
     * @param entries FHIR references of what it is about, in order
     * @param readings of laboratory results, else empty
     */
    public record Part(
            String code,
            String display,
            String heading,
            List<Group> groups,
            List<String> entries,
            Absence absence,
            List<Reading> readings) {
        public Part {
            Objects.requireNonNull(code);
            Objects.requireNonNull(display);
            Objects.requireNonNull(heading);
            groups = List.copyOf(groups);
            entries = List.copyOf(entries);
            Objects.requireNonNull(absence);
            readings = List.copyOf(readings);
        }

        /** A part with text, and no entries of its own. */
        public Part(String code, String display, String heading, List<Group> groups) {
            this(code, display, heading, groups, List.of(), Absence.NONE, List.of());
        }
    }

    /** Lines that belong together. @param label printed before them, or empty */
    public record Group(String label, boolean bullets, List<Line> lines) {
        public Group {
            Objects.requireNonNull(label);
            lines = List.copyOf(lines);
        }
    }

    /**
     * One sentence.
     *
     * @param evidence what it rests on; empty only for the caller's own words
     * @param byCaller whether the caller gave these words
     */
    public record Line(String text, List<Evidence> evidence, boolean byCaller) {
        public Line {
            Objects.requireNonNull(text);
            evidence = List.copyOf(evidence);
            if (evidence.isEmpty() && !byCaller) {
                throw new IllegalArgumentException("a sentence rests on something");
            }
        }

        public Line(String text, List<Evidence> evidence) {
            this(text, evidence, false);
        }

        @Override
        public String toString() {
            return "Line with " + evidence.size() + " pieces of evidence";
        }
    }

    @Override
    public String toString() {
        return "ChartDocument of " + parts.size() + " parts";
    }
}
