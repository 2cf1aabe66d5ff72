package io.chartside.scribe.document;

import io.chartside.scribe.draft.Section.Paragraph;
import java.util.List;

/**
 * What somebody else made of one part's {@link Facts}.
 *
 * @param part index of the part in the document
 * @param paragraphs whose statements cite facts as words said in their turns; the evidence may name anything
 */
public record Rewording(int part, List<Paragraph> paragraphs) {
    public Rewording {
        paragraphs = List.copyOf(paragraphs);
    }

    @Override
    public String toString() {
        return "Rewording of part " + part;
    }
}
