package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.ParagraphView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.EvidenceExtension;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** The drafted note as a preliminary Composition. */
final class NoteComposition {
    private static final Set<SectionKind> DIAGNOSES =
            EnumSet.of(SectionKind.ASSESSMENT, SectionKind.ASSESSMENT_AND_PLAN);
    private static final Set<SectionKind> ORDERS = EnumSet.of(SectionKind.PLAN, SectionKind.ASSESSMENT_AND_PLAN);

    private final VisitContext visit;
    private final EvidenceExtension evidence;
    private int statements;

    NoteComposition(VisitContext visit, EvidenceExtension evidence) {
        this.visit = visit;
        this.evidence = evidence;
    }

    Composition write(Draft draft, Reference device, Identifier identifier) {
        Note note = draft.note();
        Composition composition = new Composition()
                .setIdentifier(identifier)
                .setStatus(Composition.CompositionStatus.PRELIMINARY)
                .setType(type(note))
                .setSubject(visit.patient())
                .setDate(Date.from(visit.at()))
                .setTitle(note.type().display())
                .addAuthor(device);
        visit.encounter().ifPresent(composition::setEncounter);
        DraftExtensions extensions = new DraftExtensions(evidence);
        draft.exclusions().forEach(exclusion -> composition.addExtension(extensions.exclusion(exclusion)));
        draft.flags().forEach(flag -> composition.addExtension(extensions.flag(flag)));
        draft.reconciliation().forEach(line -> composition.addExtension(extensions.reconciliation(line)));
        note.sections().stream()
                .filter(section -> !section.paragraphs().isEmpty())
                .forEach(section -> write(section, composition.addSection()));
        return AiLabel.put(composition);
    }

    static CodeableConcept type(Note note) {
        return new CodeableConcept()
                .addCoding(new Coding(
                        ChartsideFhir.LOINC, note.type().loinc(), note.type().display()));
    }

    /** Ties diagnoses to the assessment and orders to the plan, or to the last section when the note has neither. */
    static void link(Composition composition, List<Reference> diagnoses, List<Reference> orders) {
        entries(composition, DIAGNOSES, diagnoses);
        entries(composition, ORDERS, orders);
    }

    private static void entries(Composition composition, Set<SectionKind> kinds, List<Reference> references) {
        List<Composition.SectionComponent> sections = composition.getSection();
        if (sections.isEmpty()) {
            return;
        }
        Composition.SectionComponent home = sections.stream()
                .filter(section -> kinds.stream()
                        .anyMatch(kind -> kind.loinc()
                                .equals(section.getCode().getCodingFirstRep().getCode())))
                .findFirst()
                .orElse(sections.get(sections.size() - 1));
        references.forEach(home::addEntry);
    }

    private void write(Section section, Composition.SectionComponent component) {
        component
                .setTitle(section.heading())
                .setCode(new CodeableConcept()
                        .addCoding(new Coding(
                                ChartsideFhir.LOINC,
                                section.kind().loinc(),
                                section.kind().display())));
        List<ParagraphView> paragraphs = new ArrayList<>();
        for (Section.Paragraph paragraph : section.paragraphs()) {
            List<StatementView> written = new ArrayList<>();
            for (Statement statement : paragraph.statements()) {
                String id = "s" + ++statements;
                written.add(new StatementView(id, statement.text(), List.of(), statement.supported(), false));
                component.addExtension(extension(id, statement));
            }
            paragraphs.add(new ParagraphView(paragraph.label(), paragraph.bullets(), written));
        }
        component.setText(SectionNarrative.write(paragraphs));
    }

    private Extension extension(String id, Statement statement) {
        Extension extension = statementExtension(id, "ai", statement.supported());
        evidence.addTo(extension, statement.evidence());
        return extension;
    }

    /** @param origin {@code ai}, or {@code clinician} once a person wrote or changed the statement */
    static Extension statementExtension(String id, String origin, boolean supported) {
        Extension extension = new Extension(ChartsideFhir.STATEMENT);
        extension.addExtension("id", new StringType(id));
        extension.addExtension("origin", new CodeType(origin));
        extension.addExtension("supported", new BooleanType(supported));
        return extension;
    }
}
