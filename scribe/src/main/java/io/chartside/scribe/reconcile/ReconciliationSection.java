package io.chartside.scribe.reconcile;

import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.wording.NoteWords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The reconciled medications as a section of the note. */
public final class ReconciliationSection {
    private static final String NOT_DISCUSSED = "not-discussed";
    private final NoteWords words;

    public ReconciliationSection(NoteWords words) {
        this.words = words;
    }

    /** The note with the section at its end, when the chart has medications; an operative report has none. */
    public Note of(Note note, List<Reconciliation> reconciliation) {
        List<Reconciliation> drugs = reconciliation.stream()
                .filter(line -> line.kind() == Reconciliation.Kind.MEDICATION)
                .toList();
        if (note.type() == NoteType.OPERATIVE
                || drugs.stream().allMatch(line -> line.charted().isEmpty())) {
            return note;
        }
        Map<String, List<Statement>> byState = new LinkedHashMap<>();
        for (String label : List.of("stopped", "changed", "new", "unchanged", NOT_DISCUSSED)) {
            byState.put(label, new ArrayList<>());
        }
        drugs.forEach(line -> byState.get(state(line)).add(new Statement(line.text() + ".", line.evidence())));
        List<Paragraph> paragraphs = byState.entrySet().stream()
                .filter(state -> !state.getValue().isEmpty())
                .map(state -> new Paragraph(words.of("reconciled." + state.getKey()), true, state.getValue()))
                .toList();
        List<Section> sections = new ArrayList<>(note.sections());
        sections.add(new Section(SectionKind.MEDICATIONS, words.of("heading.reconciliation"), paragraphs));
        return new Note(note.type(), sections);
    }

    private static String state(Reconciliation line) {
        return switch (line.state()) {
            case STOPPED -> "stopped";
            case CHANGED -> "changed";
            case NEW -> "new";
            case UNCHANGED -> line.discussed() ? "unchanged" : NOT_DISCUSSED;
        };
    }
}
