package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/**
 * A section of the note, made of paragraphs.
 *
 * @param heading as printed, such as {@code HISTORY OF PRESENT ILLNESS}
 */
public record Section(SectionKind kind, String heading, List<Paragraph> paragraphs) {
    public Section {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(heading);
        paragraphs = List.copyOf(paragraphs);
    }

    /**
     * Statements that belong together: a paragraph of prose, a body system of the exam, a problem with its plan.
     *
     * @param label printed before the statements ({@code Cardiovascular}, {@code 1. Hypertension}), or empty
     * @param bullets whether each statement stands on a line of its own
     */
    public record Paragraph(String label, boolean bullets, List<Statement> statements) {
        public Paragraph {
            Objects.requireNonNull(label);
            statements = List.copyOf(statements);
        }
    }
}
