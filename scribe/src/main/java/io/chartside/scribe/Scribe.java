package io.chartside.scribe;

import io.chartside.scribe.coding.Coded;
import io.chartside.scribe.coding.Coder;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.note.NoteWriter;
import io.chartside.terminology.CodeCatalog;

/**
 * The embedded engine: from a visit to the draft of its note, codes and orders. It is deterministic and works on what it is
 * given alone; an instance is made once and serves any number of visits.
 */
public final class Scribe {
    private final NoteWriter notes;
    private final Coder coder;

    private Scribe(NoteWriter notes, Coder coder) {
        this.notes = notes;
        this.coder = coder;
    }

    /** @param text the engine's rule files, see {@link LexiconText} */
    public static Scribe create(LexiconText text, CodeCatalog catalog) {
        return new Scribe(new NoteWriter(text), Coder.create(text, catalog));
    }

    public Draft draft(Visit visit) {
        Visit screened = new Visit(
                notes.screen(visit.transcript()).transcript(), visit.noteType(), visit.dateOfService(), visit.chart());
        NoteWriter.Written written = notes.write(visit);
        Coded coded = coder.code(screened);
        return new Draft(
                written.note(),
                coded.suggestions(),
                coded.exclusions(),
                coded.evaluationAndManagement(),
                written.orders(),
                written.flags());
    }
}
