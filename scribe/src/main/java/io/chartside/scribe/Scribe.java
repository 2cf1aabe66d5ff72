package io.chartside.scribe;

import io.chartside.scribe.coding.Coded;
import io.chartside.scribe.coding.Coder;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.flag.Instructions;
import io.chartside.scribe.note.NoteWriter;
import io.chartside.scribe.reconcile.Reconciler;
import io.chartside.scribe.reconcile.ReconciliationSection;
import io.chartside.scribe.service.SaidServices;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.verify.DocumentVerifier;
import io.chartside.scribe.verify.EvidenceVerifier;
import io.chartside.scribe.verify.Proposal;
import io.chartside.scribe.withheld.Marks;
import io.chartside.scribe.withheld.OffTheRecord;
import io.chartside.scribe.wording.NoteWords;
import io.chartside.terminology.CodeCatalog;
import java.util.ArrayList;
import java.util.List;

/**
 * The embedded engine: from a visit to the draft of its note, codes and orders. It is deterministic and works on what it is
 * given alone; an instance is made once and serves any number of visits.
 */
public final class Scribe {
    private final LexiconText text;
    private final NoteWriter notes;
    private final Coder coder;
    private final SaidServices services;
    private final OffTheRecord offTheRecord;
    private final Reconciler reconciler;
    private final ReconciliationSection reconciled;
    private final EvidenceVerifier verifier;

    private Scribe(
            LexiconText text,
            NoteWriter notes,
            Coder coder,
            SaidServices services,
            OffTheRecord offTheRecord,
            Reconciler reconciler,
            ReconciliationSection reconciled,
            EvidenceVerifier verifier) {
        this.text = text;
        this.notes = notes;
        this.services = services;
        this.reconciler = reconciler;
        this.reconciled = reconciled;
        this.offTheRecord = offTheRecord;
        this.coder = coder;
        this.verifier = verifier;
    }

    /** @param text the engine's rule files, see {@link LexiconText} */
    public static Scribe create(LexiconText text, CodeCatalog catalog) {
        Coder coder = Coder.create(text, catalog);
        NoteWords words = new NoteWords(text, NoteWords.ENGLISH);
        return new Scribe(
                text,
                new NoteWriter(text, words),
                coder,
                SaidServices.load(text),
                new OffTheRecord(text),
                new Reconciler(text, coder.lexicon()),
                new ReconciliationSection(words),
                new EvidenceVerifier(text, coder.lexicon(), coder.assertions()));
    }

    /**
     * @param visit with the transcript as it is stored, without what is off the record ({@link OffTheRecord#redact}): offsets
     *     of evidence count that transcript
     */
    public Draft draft(Visit visit) {
        Transcript onRecord = offTheRecord.redact(visit.transcript());
        Visit heard = visit.of(Marks.spoken(onRecord));
        NoteWriter.Written written = notes.write(heard);
        Transcript screened = Flag.tellsOfNoVisit(written.flags())
                ? silent(heard.transcript())
                : notes.screen(heard.transcript()).transcript();
        Coded codes = coder.code(heard.of(screened));
        List<Flag> flags = new ArrayList<>(Marks.flags(onRecord));
        flags.addAll(written.flags());
        List<Reconciliation> reconciliation = Flag.tellsOfNoVisit(written.flags())
                ? List.of()
                : reconciler.of(visit.chart(), written.conversation(), written.orders(), codes.suggestions());
        return new Draft(
                reconciled.of(written.note(), reconciliation),
                codes.suggestions(),
                codes.exclusions(),
                codes.evaluationAndManagement(),
                written.orders(),
                flags,
                services.find(screened, visit.dateOfService()),
                reconciliation);
    }

    /** Where there is no note there are no codes. */
    private static Transcript silent(Transcript transcript) {
        return new Transcript(transcript.turns().stream()
                .map(turn ->
                        new Turn(turn.index(), turn.id(), turn.speaker(), "", turn.startMillis(), turn.endMillis()))
                .toList());
    }

    /**
     * What a model may be shown of a visit: without what is off the record, and without words that try to command it. Turns
     * keep their numbers, and what is left of their texts its places.
     */
    public Visit shown(Visit visit) {
        Visit heard = visit.of(Marks.spoken(offTheRecord.redact(visit.transcript())));
        return heard.of(notes.screen(heard.transcript()).transcript());
    }

    /** Holds what a model makes of a document against the engine's own. */
    public DocumentVerifier documents() {
        return new DocumentVerifier(text, verifier);
    }

    /**
     * What a model proposed, as far as the visit bears it out, in the form of the visit's template, with the engine's own checks and
     * its own level of the visit.
     *
     * @param visit as for {@link #draft}
     * @param proposal of somebody who was shown {@link #shown}
     */
    public Draft verified(Visit visit, Proposal proposal) {
        Transcript onRecord = offTheRecord.redact(visit.transcript());
        Visit heard = visit.of(Marks.spoken(onRecord));
        Instructions.Screened screened = notes.screen(heard.transcript());
        Visit shown = heard.of(screened.transcript());
        Coded own = coder.code(shown);
        EvidenceVerifier.Verified verified =
                verifier.verify(shown, proposal, own, code -> coder.title(code, visit.dateOfService()));
        List<Flag> flags = new ArrayList<>(Marks.flags(onRecord));
        flags.addAll(screened.flags());
        flags.addAll(verified.flags());
        NoteWriter.Written reviewed = notes.review(shown, verified.note(), verified.orders());
        flags.addAll(reviewed.flags());
        visit.template().writer().flag().ifPresent(flags::add);
        List<Reconciliation> reconciliation =
                reconciler.of(visit.chart(), reviewed.conversation(), verified.orders(), verified.codes());
        return new Draft(
                reconciled.of(notes.laidOut(visit.template(), verified.note()), reconciliation),
                verified.codes(),
                verified.exclusions(),
                own.evaluationAndManagement(),
                verified.orders(),
                flags,
                services.find(screened.transcript(), visit.dateOfService()),
                reconciliation);
    }
}
