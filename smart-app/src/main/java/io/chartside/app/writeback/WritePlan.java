package io.chartside.app.writeback;

import io.chartside.app.ehr.EhrProfile;
import io.chartside.app.ehr.EhrProfile.Author;
import io.chartside.app.ehr.EhrProfile.Codes;
import io.chartside.app.ehr.EhrProfile.Note;
import io.chartside.app.ehr.EhrProfile.Period;
import io.chartside.app.launch.LaunchSession.Context;
import io.chartside.app.writeback.PlannedWrite.Content.Create;
import io.chartside.app.writeback.PlannedWrite.Name;
import io.chartside.app.writeback.PlannedWrite.Repeat;
import io.chartside.mappings.ehr.EhrCodes;
import io.chartside.mappings.ehr.EhrNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** What an EHR is to get of a signed visit, by its profile: a list of single creates, as no EHR takes our transaction. */
final class WritePlan {

    private WritePlan() {}

    /**
     * @param signed the resources of the signed document
     * @param ehr whom and what the launch is about, in ids of the EHR
     */
    static List<PlannedWrite> of(EhrProfile profile, List<Resource> signed, Context ehr) {
        List<PlannedWrite> plan = new ArrayList<>();
        Reference patient = new Reference("Patient/" + ehr.patient().orElseThrow());
        Reference encounter =
                ehr.encounter().map(id -> new Reference("Encounter/" + id)).orElseGet(Reference::new);
        Reference author = new Reference("Practitioner/" + ehr.practitioner().orElseThrow());
        if (profile.note().write()) {
            plan.add(note(profile, signed, patient, encounter, author));
        }
        if (profile.codes().kind() == Codes.Kind.CONDITION) {
            for (Resource resource : signed) {
                if (resource instanceof Condition condition) {
                    plan.add(diagnosis(profile.codes(), condition, patient, encounter));
                }
            }
        }
        return plan;
    }

    private static PlannedWrite note(
            EhrProfile profile, List<Resource> signed, Reference patient, Reference encounter, Reference author) {
        Note rule = profile.note();
        EhrNote.Style style = new EhrNote.Style(
                rule.contentType(), profile.codes().kind() == Codes.Kind.NONE, rule.period() == Period.ENCOUNTER);
        DocumentReference note = EhrNote.of(signed, patient, encounter, author, style);
        note.setDocStatus(DocumentReference.ReferredDocumentStatus.fromCode(rule.docStatus()));
        if (rule.author() == Author.NONE) {
            note.setAuthor(null);
        }
        if (encounter.isEmpty()) {
            note.getContext().setEncounter(null);
        }
        int bytes = note.getContentFirstRep().getAttachment().getData().length;
        Optional<String> refusal = bytes > rule.maximumBytes()
                ? Optional.of("The note has " + bytes + " bytes; this EHR takes " + rule.maximumBytes() + ".")
                : Optional.empty();
        return new PlannedWrite(
                "Note",
                new Create(note),
                Name.of(note.getIdentifierFirstRep()),
                repeat(rule.conditionalCreate(), rule.searchByIdentifier()),
                Optional.empty(),
                refusal);
    }

    private static PlannedWrite diagnosis(Codes rule, Condition signed, Reference patient, Reference encounter) {
        Condition condition = EhrCodes.condition(signed, patient, encounter);
        return new PlannedWrite(
                "Diagnosis: " + condition.getCode().getText(),
                new Create(condition),
                Name.of(condition.getIdentifierFirstRep()),
                repeat(rule.conditionalCreate(), rule.searchByIdentifier()),
                Optional.empty(),
                Optional.empty());
    }

    private static Repeat repeat(boolean conditional, boolean searchable) {
        return conditional ? Repeat.SAFE : searchable ? Repeat.ASK_FIRST : Repeat.PERSON_DECIDES;
    }
}
