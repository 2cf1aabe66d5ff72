package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.StatementView;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * A section's narrative: one {@code div} a paragraph, its label in {@code b}, each statement in a {@code span} or
 * {@code li} with the element id that the statement extension names. The narrative is the one place where the text
 * stands.
 */
final class SectionNarrative {
    private static final String UNSUPPORTED = "unsupported";

    private SectionNarrative() {}

    static Narrative write(List<ParagraphView> paragraphs) {
        XhtmlNode root = new XhtmlNode(NodeType.Element, "div");
        root.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
        paragraphs.forEach(paragraph -> write(paragraph, root.addTag("div")));
        Narrative narrative = new Narrative().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        narrative.setDiv(root);
        return narrative;
    }

    private static void write(ParagraphView paragraph, XhtmlNode block) {
        if (!paragraph.label().isEmpty()) {
            block.addTag("b").addText(paragraph.label());
            block.addText(paragraph.bullets() ? "" : ": ");
        }
        XhtmlNode parent = paragraph.bullets() ? block.addTag("ul") : block;
        boolean first = true;
        for (StatementView statement : paragraph.statements()) {
            if (!first && !paragraph.bullets()) {
                parent.addText(" ");
            }
            first = false;
            XhtmlNode node = parent.addTag(paragraph.bullets() ? "li" : "span").setAttribute("id", statement.id());
            if (!statement.supported()) {
                node.setAttribute("class", UNSUPPORTED);
            }
            node.addText(statement.text());
        }
    }

    /** Text of a statement as the narrative has it, without evidence, which stands in the section's extensions. */
    record Written(String id, String text) {}

    /** Paragraph as the narrative has it. */
    record WrittenParagraph(String label, boolean bullets, List<Written> statements) {}

    static List<WrittenParagraph> read(Narrative narrative) {
        List<WrittenParagraph> paragraphs = new ArrayList<>();
        if (narrative.getDiv() == null) {
            return paragraphs;
        }
        for (XhtmlNode block : narrative.getDiv().getChildNodes()) {
            if ("div".equals(block.getName())) {
                paragraphs.add(paragraph(block));
            }
        }
        return paragraphs;
    }

    private static WrittenParagraph paragraph(XhtmlNode block) {
        String label = "";
        boolean bullets = false;
        List<Written> statements = new ArrayList<>();
        for (XhtmlNode child : block.getChildNodes()) {
            if ("b".equals(child.getName())) {
                label = child.allText();
            } else if ("span".equals(child.getName())) {
                statements.add(new Written(child.getAttribute("id"), child.allText()));
            } else if ("ul".equals(child.getName())) {
                bullets = true;
                child.getChildNodes().stream()
                        .filter(item -> "li".equals(item.getName()))
                        .forEach(item -> statements.add(new Written(item.getAttribute("id"), item.allText())));
            }
        }
        return new WrittenParagraph(label, bullets, statements);
    }
}
