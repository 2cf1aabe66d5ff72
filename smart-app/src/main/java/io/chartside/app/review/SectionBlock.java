package io.chartside.app.review;

import java.util.List;

/** A section of the note under its heading. */
public record SectionBlock(String id, String heading, List<ParagraphBlock> paragraphs) {
    public SectionBlock {
        paragraphs = List.copyOf(paragraphs);
    }

    /**
     * Statements that stand together.
     *
     * @param id names the paragraph when a statement is added to it
     */
    public record ParagraphBlock(String id, String label, boolean bullets, List<StatementBlock> statements) {
        public ParagraphBlock {
            statements = List.copyOf(statements);
        }
    }

    /**
     * One sentence that can be edited.
     *
     * @param evidence blanks between {@code turn:start-end}; empty when it rests on nothing said
     * @param mark {@code unsupported}, {@code chart}, {@code edited} or empty
     */
    public record StatementBlock(String id, String text, String evidence, String mark) {
        @Override
        public String toString() {
            return "Statement " + id;
        }
    }
}
