package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;

/**
 * A clinician's changes of a draft. Each function answers the changed resource, to be stored with the version the
 * clinician saw; the one given is left as it was. What a clinician wrote is marked as theirs and no longer flagged.
 */
public final class DraftEdit {
    private DraftEdit() {}

    /**
     * Changes one statement; its evidence stays, so that the page can still show where it came from.
     *
     * @throws IllegalArgumentException when the Composition has no such statement
     */
    public static Composition statement(Composition composition, String statementId, String text) {
        Composition changed = composition.copy();
        for (SectionView section : DraftReader.sections(changed)) {
            boolean here = section.paragraphs().stream()
                    .flatMap(paragraph -> paragraph.statements().stream())
                    .anyMatch(statement -> statement.id().equals(statementId));
            if (here) {
                write(changed, section.index(), replaced(section, statementId, oneLine(text)));
                return changed;
            }
        }
        throw new IllegalArgumentException("the note has no statement " + statementId);
    }

    /** Takes a statement out. Ids of the others stay. */
    public static Composition remove(Composition composition, String statementId) {
        return statement(composition, statementId, "");
    }

    /**
     * Adds a statement of the clinician's.
     *
     * @param afterId the statement it follows, in the same paragraph; empty puts it first in the section
     * @throws IllegalArgumentException when the section or the statement does not exist, or the text is blank
     */
    public static Composition insert(Composition composition, int index, String afterId, String text) {
        List<SectionView> sections = DraftReader.sections(composition);
        requireSection(sections, index);
        if (text.isBlank()) {
            throw new IllegalArgumentException("a statement has words");
        }
        StatementView added =
                new StatementView("c" + SectionText.nextOwnNumber(sections), oneLine(text), List.of(), true, true);
        Composition changed = composition.copy();
        write(changed, index, inserted(sections.get(index), afterId, added));
        return changed;
    }

    private static List<ParagraphView> inserted(SectionView section, String afterId, StatementView added) {
        List<ParagraphView> paragraphs = new ArrayList<>();
        boolean done = false;
        for (ParagraphView paragraph : section.paragraphs()) {
            List<StatementView> statements = new ArrayList<>(paragraph.statements());
            for (int i = -1; i < paragraph.statements().size() && !done; i++) {
                String here = i < 0 ? "" : paragraph.statements().get(i).id();
                if (here.equals(afterId)) {
                    statements.add(i + 1, added);
                    done = true;
                }
            }
            paragraphs.add(new ParagraphView(paragraph.label(), paragraph.bullets(), statements));
        }
        if (!done) {
            throw new IllegalArgumentException("the section has no statement " + afterId);
        }
        return paragraphs;
    }

    private static void requireSection(List<SectionView> sections, int index) {
        if (index < 0 || index >= sections.size()) {
            throw new IllegalArgumentException("the note has no section " + index);
        }
    }

    /**
     * Replaces a whole section by text as {@link SectionView#text()} shows it: a line beginning with a dash is a bullet,
     * any other line a paragraph, and a line before bullets their label. Statements that stay word for word keep their
     * evidence; the rest is the clinician's.
     *
     * @throws IllegalArgumentException when the Composition has no such section
     */
    public static Composition section(Composition composition, int index, String text) {
        List<SectionView> sections = DraftReader.sections(composition);
        requireSection(sections, index);
        Composition changed = composition.copy();
        write(changed, index, new SectionText(sections, index).read(text));
        return changed;
    }

    /** Accepts or rejects a suggested code, order or charge. */
    public static <R extends DomainResource> R decide(R suggestion, Decision decision) {
        @SuppressWarnings("unchecked")
        R changed = (R) suggestion.copy();
        decision.writeTo(changed);
        return changed;
    }

    private static List<ParagraphView> replaced(SectionView section, String id, String text) {
        List<ParagraphView> paragraphs = new ArrayList<>();
        for (ParagraphView paragraph : section.paragraphs()) {
            List<StatementView> statements = new ArrayList<>();
            for (StatementView statement : paragraph.statements()) {
                if (!statement.id().equals(id)) {
                    statements.add(statement);
                } else if (!text.isEmpty()) {
                    statements.add(new StatementView(id, text, statement.evidence(), true, true));
                }
            }
            if (!statements.isEmpty()) {
                paragraphs.add(new ParagraphView(paragraph.label(), paragraph.bullets(), statements));
            }
        }
        return paragraphs;
    }

    private static void write(Composition composition, int index, List<ParagraphView> paragraphs) {
        Composition.SectionComponent section = composition.getSection().get(index);
        Map<String, Extension> known = new HashMap<>(DraftReader.statements(section));
        section.getExtension().removeIf(extension -> ChartsideFhir.STATEMENT.equals(extension.getUrl()));
        Set<String> written = new HashSet<>();
        for (ParagraphView paragraph : paragraphs) {
            for (StatementView statement : paragraph.statements()) {
                written.add(statement.id());
                section.addExtension(extension(statement, known.get(statement.id())));
            }
        }
        if (paragraphs.isEmpty()) {
            // cmp-1: a section has text, entries or sections; an emptied one says so.
            paragraphs = List.of(new ParagraphView(
                    "",
                    false,
                    List.of(new StatementView(freshId(composition), "None recorded.", List.of(), true, true))));
            section.addExtension(NoteComposition.statementExtension(
                    paragraphs.get(0).statements().get(0).id(), "clinician", true));
        }
        section.setText(SectionNarrative.write(paragraphs));
    }

    private static Extension extension(StatementView statement, Extension known) {
        Extension extension = NoteComposition.statementExtension(
                statement.id(), statement.byClinician() ? "clinician" : "ai", statement.supported());
        if (known != null) {
            known.getExtensionsByUrl(ChartsideFhir.EVIDENCE).forEach(extension::addExtension);
        }
        return extension;
    }

    private static String freshId(Composition composition) {
        return "c" + SectionText.nextOwnNumber(DraftReader.sections(composition));
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
