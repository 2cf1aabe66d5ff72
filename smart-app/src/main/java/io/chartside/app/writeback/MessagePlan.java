package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Charges;
import io.chartside.app.ehr.EhrProfile.Codes;
import io.chartside.app.ehr.Hl7v2Interface;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.mappings.ehr.EhrNote;
import io.chartside.mappings.ehr.UnprintableNoteException;
import io.chartside.mappings.hl7v2.DocumentEvent;
import io.chartside.mappings.hl7v2.DocumentMessage.Notice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;

/** Which HL7 version 2 messages an EHR gets of signed work: the note as MDM, its charges as DFT, an addendum as MDM. */
final class MessagePlan {

    private final EhrProfile profile;
    private final Hl7v2Interface to;
    private final SignedWork work;
    private final Predicate<Name> delivered;
    private final MessageWrites messages;

    /** @param delivered whether a write of that name was entered for this EHR before */
    MessagePlan(EhrProfile profile, Hl7v2Interface to, SignedWork work, Predicate<Name> delivered, Instant at) {
        this.profile = profile;
        this.to = to;
        this.work = work;
        this.delivered = delivered;
        this.messages = new MessageWrites(to, at);
    }

    List<PlannedWrite> writes() {
        List<PlannedWrite> writes = new ArrayList<>();
        if (to.note()) {
            writes.add(work.addenda().isEmpty() ? note() : addendum());
        }
        if (work.addenda().isEmpty()) {
            messages.charges(work.note()).ifPresent(writes::add);
        }
        return writes;
    }

    private PlannedWrite note() {
        return filed(work.note(), List.of(), Notice.of(DocumentEvent.ORIGINAL), Optional.empty());
    }

    /** In the way the receiver takes it; one whose note never went there is a document like any other. */
    private PlannedWrite addendum() {
        List<Resource> addendum = work.addendum().orElseThrow();
        Optional<Name> note = Optional.of(name(work.note())).filter(delivered);
        Optional<Name> latest = latest().filter(name -> note.isPresent());
        if (latest.isEmpty()) {
            return filed(addendum, List.of(), Notice.of(DocumentEvent.ORIGINAL), Optional.empty());
        }
        return switch (to.addendum()) {
            case EDIT ->
                filed(
                        amended(SignedWork.composition(work.note()), addendum),
                        work.addenda(),
                        Notice.of(DocumentEvent.EDIT),
                        latest);
            case REPLACEMENT ->
                filed(
                        amended(SignedWork.composition(addendum), addendum),
                        work.addenda(),
                        new Notice(DocumentEvent.REPLACEMENT, latest.map(Name::value)),
                        latest);
            default -> filed(addendum, List.of(), new Notice(DocumentEvent.ADDENDUM, note.map(Name::value)), note);
        };
    }

    /** The document before this one: the addendum before, or the note. */
    private Optional<Name> latest() {
        List<List<Resource>> before = new ArrayList<>(List.of(work.note()));
        before.addAll(work.addenda().subList(0, work.addenda().size() - 1));
        return before.stream().map(MessagePlan::name).filter(delivered).reduce((earlier, later) -> later);
    }

    /** The note as it is now: its title and time of visit, under this number, signed by whoever signed the addendum. */
    private List<Resource> amended(Composition numbered, List<Resource> addendum) {
        Composition note = SignedWork.composition(work.note()).copy();
        note.setIdentifier(numbered.getIdentifier().copy());
        note.setAttester(SignedWork.composition(addendum).copy().getAttester());
        List<Resource> amended = new ArrayList<>(List.of(note));
        work.note().stream()
                .filter(resource -> !(resource instanceof Composition))
                .forEach(amended::add);
        addendum.stream().filter(resource -> !(resource instanceof Composition)).forEach(amended::add);
        return amended;
    }

    private PlannedWrite filed(
            List<Resource> signed, List<List<Resource>> below, Notice notice, Optional<Name> follows) {
        String what = Texts.kept(work.addenda().isEmpty() ? "ledger.note" : "ledger.addendum");
        // Each part of the text says who signed it and when, so it is made from the documents as they were signed.
        List<Resource> text = below.isEmpty() ? signed : work.note();
        Name name = name(work.addendum().orElse(work.note()));
        boolean charged = messages.charges(work.note())
                .filter(charges -> charges.refusal().isEmpty())
                .isPresent();
        // What no other write carries goes below the note, also where the charges cannot be sent.
        EhrNote.Style style = new EhrNote.Style(
                to.noteType(),
                !charged && profile.codes().kind() == Codes.Kind.NONE,
                !charged && profile.charges().kind() == Charges.Kind.NONE,
                false);
        try {
            Attachment rendering = EhrNote.of(text, below, work.place(), style)
                    .getContentFirstRep()
                    .getAttachment();
            return messages.document(what, signed, rendering, notice, name, follows);
        } catch (UnprintableNoteException unprintable) {
            return messages.refused(what, notice, name, unprintable.getMessage());
        }
    }

    private static Name name(List<Resource> document) {
        return Name.of(SignedWork.composition(document).getIdentifier());
    }
}
