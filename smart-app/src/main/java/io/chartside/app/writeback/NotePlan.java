package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Addendum;
import io.chartside.app.ehr.EhrProfile.Author;
import io.chartside.app.ehr.EhrProfile.Charges;
import io.chartside.app.ehr.EhrProfile.Codes;
import io.chartside.app.ehr.EhrProfile.Note;
import io.chartside.app.ehr.EhrProfile.Period;
import io.chartside.app.words.Texts;
import io.chartside.app.writeback.PlannedWrite.Content;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import io.chartside.mappings.ehr.EhrNote;
import io.chartside.mappings.ehr.UnprintableNoteException;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Resource;

/** The one write of a note or of an addendum to it. */
final class NotePlan {

    private final EhrProfile profile;
    private final Note rule;
    private final SignedWork work;
    private final Predicate<Name> delivered;

    NotePlan(EhrProfile profile, SignedWork work, Predicate<Name> delivered) {
        this.profile = profile;
        this.rule = profile.note();
        this.work = work;
        this.delivered = delivered;
    }

    PlannedWrite write() {
        Composition filed = SignedWork.composition(work.addendum().orElse(work.note()));
        Name name = Name.of(filed.getIdentifier());
        Optional<Name> before = before();
        boolean update = rule.addendum() == Addendum.UPDATE && before.isPresent();
        String what = Texts.kept(work.addenda().isEmpty() ? "ledger.note" : "ledger.addendum");
        DocumentReference document;
        DocumentReference whole;
        try {
            document = document(false);
            whole = update ? document(true) : document;
        } catch (UnprintableNoteException unprintable) {
            return new PlannedWrite(
                    what,
                    new Content.Create(new DocumentReference()),
                    name,
                    Repeat.PERSON_DECIDES,
                    Optional.empty(),
                    Optional.of(unprintable.getMessage()));
        }
        if (before.isPresent() && rule.addendum() == Addendum.APPENDS) {
            document.addRelatesTo().setCode(DocumentReference.DocumentRelationshipType.APPENDS);
        }
        return new PlannedWrite(
                what,
                update ? new Content.Update(whole, document) : new Content.Create(document),
                name,
                update ? Repeat.ASK_FIRST : WritePlan.repeat(rule.conditionalCreate(), rule.searchByIdentifier()),
                before,
                refusal(whole, filed));
    }

    /** What must have arrived first: for a new version the one before, for a document that appends the note itself. */
    private Optional<Name> before() {
        if (work.addenda().isEmpty()) {
            return Optional.empty();
        }
        List<List<Resource>> chain = new ArrayList<>(List.of(work.note()));
        if (rule.addendum() == Addendum.UPDATE) {
            chain.addAll(work.addenda().subList(0, work.addenda().size() - 1));
            Collections.reverse(chain);
        }
        return chain.stream()
                .map(document -> Name.of(SignedWork.composition(document).getIdentifier()))
                .filter(delivered)
                .findFirst();
    }

    /** @param update whether it takes the place of one that is filed */
    DocumentReference document(boolean update) {
        EhrNote.Style style = new EhrNote.Style(
                rule.contentType(),
                diagnosesInText(profile.codes()),
                profile.charges().kind() == Charges.Kind.NONE,
                rule.period() == Period.ENCOUNTER);
        DocumentReference document = work.addendum()
                .filter(addendum -> !update)
                .map(addendum -> EhrNote.of(addendum, List.of(), work.place(), style))
                .orElseGet(() -> EhrNote.of(work.note(), work.addenda(), work.place(), style));
        document.setDocStatus(
                DocumentReference.ReferredDocumentStatus.fromCode(update ? rule.amendedDocStatus() : rule.docStatus()));
        if (rule.author() == Author.NONE) {
            document.setAuthor(null);
        }
        loinc(document.getType())
                .map(code -> rule.types().get(code))
                .ifPresent(type -> document.setType(new CodeableConcept(
                        new Coding(type.system().isEmpty() ? ChartsideFhir.LOINC : type.system(), type.code(), null))));
        return document;
    }

    /** What waits at the EHR until somebody confirms it once more is said in the note all the same. */
    private static boolean diagnosesInText(Codes codes) {
        return codes.kind() == Codes.Kind.NONE
                || codes.verificationStatus().filter("provisional"::equals).isPresent();
    }

    private Optional<String> refusal(DocumentReference document, Composition filed) {
        int bytes = document.getContentFirstRep().getAttachment().getData().length;
        if (bytes > rule.maximumBytes()) {
            return Optional.of(Texts.kept("ledger.too-large", bytes, rule.maximumBytes()));
        }
        return loinc(filed.getType())
                .filter(rule.refusedTypes()::contains)
                .map(code -> Texts.kept("ledger.refused-type", code));
    }

    private static Optional<String> loinc(CodeableConcept type) {
        return type.getCoding().stream()
                .filter(coding -> ChartsideFhir.LOINC.equals(coding.getSystem()))
                .map(Coding::getCode)
                .findFirst();
    }
}
