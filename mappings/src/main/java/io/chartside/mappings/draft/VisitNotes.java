package io.chartside.mappings.draft;

import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.draft.DraftView.OrderView;
import io.chartside.mappings.draft.DraftView.SectionView;
import io.chartside.mappings.draft.DraftView.StatementView;
import io.chartside.scribe.document.VisitNote;
import io.chartside.scribe.document.VisitNote.Medicine;
import io.chartside.scribe.document.VisitNote.Service;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;

/** A stored note, drafted or signed, as the engine reads it again. */
public final class VisitNotes {
    private VisitNotes() {}

    /** @param parts its Composition and orders; what was rejected is left out */
    public static VisitNote of(Composition composition, Collection<? extends Resource> parts) {
        String reference = DraftReader.reference(composition);
        List<Resource> all = new ArrayList<>(parts);
        all.add(composition);
        List<Section> sections = new ArrayList<>();
        for (SectionView section : DraftReader.sections(composition)) {
            kind(section.code()).ifPresent(kind -> sections.add(section(kind, section, reference)));
        }
        return new VisitNote(
                reference,
                composition.getStatus() != Composition.CompositionStatus.PRELIMINARY,
                sections,
                DraftReader.read(all).orders().stream()
                        .filter(order -> order.decision().state() != Decision.State.REJECTED)
                        .map(VisitNotes::order)
                        .toList());
    }

    private static Optional<SectionKind> kind(String loinc) {
        return Arrays.stream(SectionKind.values())
                .filter(kind -> kind.loinc().equals(loinc))
                .findFirst();
    }

    private static Section section(SectionKind kind, SectionView section, String note) {
        return new Section(
                kind,
                section.heading(),
                section.paragraphs().stream()
                        .map(paragraph -> new Section.Paragraph(
                                paragraph.label(),
                                paragraph.bullets(),
                                paragraph.statements().stream()
                                        .map(statement -> statement(statement, note))
                                        .toList()))
                        .toList());
    }

    /** What the clinician wrote rests on the note itself. */
    private static Statement statement(StatementView statement, String note) {
        List<Evidence> evidence = new ArrayList<>();
        if (statement.supported()) {
            evidence.addAll(evidence(statement.evidence()));
        }
        if (statement.byClinician()) {
            evidence.add(new Evidence.Charted(note));
        }
        return new Statement(statement.text(), evidence);
    }

    private static VisitNote.Order order(OrderView order) {
        List<Evidence> evidence = evidence(order.evidence());
        if (order.kind().equals("service")) {
            return new Service(order.reference(), order.text(), order.detail().equals("referral"), evidence);
        }
        Change change = order.change().isEmpty()
                ? Change.START
                : Change.valueOf(order.change().toUpperCase(Locale.ROOT));
        return new Medicine(
                order.reference(),
                order.text(),
                order.detail(),
                change,
                order.missing().contains("dose") || order.missing().contains("frequency"),
                evidence);
    }

    private static List<Evidence> evidence(List<EvidenceView> views) {
        return views.stream()
                .map(view -> view.charted().isEmpty()
                        ? (Evidence) new Evidence.Said(view.turn(), view.utterance(), view.start(), view.end())
                        : new Evidence.Charted(view.charted()))
                .toList();
    }
}
