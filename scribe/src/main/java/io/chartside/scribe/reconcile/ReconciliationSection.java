package io.chartside.scribe.reconcile;

import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reconciled medications as a section of the note. */
public final class ReconciliationSection {
    private static final String HEADING = "MEDICATION RECONCILIATION";

    private ReconciliationSection() {}

    /** The note with the section at its end, when the chart has medications; an operative report has none. */
    public static Note of(Note note, List<Reconciliation> reconciliation) {
        List<Reconciliation> drugs = reconciliation.stream()
                .filter(line -> line.kind() == Reconciliation.Kind.MEDICATION)
                .toList();
        if (note.type() == NoteType.OPERATIVE
                || drugs.stream().allMatch(line -> line.charted().isEmpty())) {
            return note;
        }
        Map<String, List<Statement>> byState = new LinkedHashMap<>();
        for (String label : List.of("Stopped", "Changed", "New", "Unchanged", "In the chart, not spoken of")) {
            byState.put(label, new ArrayList<>());
        }
        drugs.forEach(line -> byState.get(label(line)).add(new Statement(line.text() + ".", line.evidence())));
        List<Paragraph> paragraphs = byState.entrySet().stream()
                .filter(state -> !state.getValue().isEmpty())
                .map(state -> new Paragraph(state.getKey(), true, state.getValue()))
                .toList();
        List<Section> sections = new ArrayList<>(note.sections());
        sections.add(new Section(SectionKind.MEDICATIONS, HEADING, paragraphs));
        return new Note(note.type(), sections);
    }

    private static String label(Reconciliation line) {
        return switch (line.state()) {
            case STOPPED -> "Stopped";
            case CHANGED -> "Changed";
            case NEW -> "New";
            case UNCHANGED -> line.discussed() ? "Unchanged" : "In the chart, not spoken of";
        };
    }
}
