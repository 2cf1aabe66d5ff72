package io.chartside.server.operation;

import io.chartside.mappings.draft.VisitNotes;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.scribe.document.VisitNote;
import io.chartside.server.interaction.FhirRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.springframework.stereotype.Component;

/** The newest note of a visit that the caller may see, signed or drafted, for the documents that are made of it. */
@Component
final class VisitNoteReader {
    private final RecordReader records;
    private final NoteParts parts;

    VisitNoteReader(RecordReader records, NoteParts parts) {
        this.records = records;
        this.parts = parts;
    }

    /**
     * A note with the resources that it was read from.
     *
     * @param patient relative reference
     */
    record Read(VisitNote note, Composition composition, String patient, List<Resource> resources) {}

    /** @throws FhirRefusal 422 when the visit has no note that the caller may see */
    Read of(OperationCall call) {
        Encounter encounter = (Encounter) records.parse(call.instance().orElseThrow());
        String reference = ChartDrafts.reference(encounter);
        Composition composition = records
                .find(
                        call.context().tenant(),
                        call.sight(),
                        Composition.class,
                        Map.of("encounter", reference, "_sort", "-date", "_count", "20"))
                .stream()
                .filter(VisitNoteReader::isNote)
                .findFirst()
                .orElseThrow(() -> FhirRefusal.againstRule(
                        "The visit has no note that the caller may see; an unsigned draft takes the scope drafts",
                        "Encounter"));
        String patient = composition.getSubject().getReference();
        if (patient == null || !patient.equals(encounter.getSubject().getReference())) {
            throw FhirRefusal.againstRule("Note and encounter are of different patients", "Encounter.subject");
        }
        List<Resource> found = parts.of(call.context().tenant(), call.sight(), composition).stream()
                .filter(part -> isOf(part, patient))
                .toList();
        List<Resource> resources = new ArrayList<>(List.of(composition, encounter));
        resources.addAll(found);
        return new Read(VisitNotes.of(composition, found), composition, patient, resources);
    }

    /** Orders of another patient, which an edited note may name, are none of this visit. */
    private static boolean isOf(Resource part, String patient) {
        if (part instanceof MedicationRequest request) {
            return patient.equals(request.getSubject().getReference());
        }
        return !(part instanceof ServiceRequest request)
                || patient.equals(request.getSubject().getReference());
    }

    /** One that Chartside drafted, and that still counts. */
    static boolean isNote(Composition composition) {
        return AiLabel.isOn(composition)
                && ChartsideFhir.NOTE_ID.equals(composition.getIdentifier().getSystem())
                && composition.getStatus() != Composition.CompositionStatus.ENTEREDINERROR;
    }
}
