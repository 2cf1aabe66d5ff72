package io.chartside.mappings.draft;

import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.EvidenceExtension;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * A draft as a Bundle of type collection: the note, the codes, the orders, the model that made them and where they come
 * from. Nothing in it is final, and everything the model asserted carries the AI label (MH5, MA16, MA18).
 */
public final class DraftBundle {
    private final VisitContext visit;
    private final DraftIds ids;
    private final EvidenceExtension evidence;
    private final List<Resource> resources = new ArrayList<>();

    private DraftBundle(VisitContext visit, DraftIds ids) {
        this.visit = visit;
        this.ids = ids;
        this.evidence = new EvidenceExtension(visit.transcript());
    }

    public static Bundle of(Draft draft, VisitContext visit, EngineDevice engine, DraftIds ids) {
        return of(draft, visit, engine, Optional.empty(), ids);
    }

    /** @param prompt name and hash of the instructions that a language model was given */
    public static Bundle of(
            Draft draft, VisitContext visit, EngineDevice engine, Optional<String> prompt, DraftIds ids) {
        return new DraftBundle(visit, ids).write(draft, engine, prompt);
    }

    private Bundle write(Draft draft, EngineDevice engine, Optional<String> prompt) {
        Device device = engine.resource();
        if (ids.base().isEmpty()) {
            ids.assign(device);
        }
        Reference by = ids.to(device).setDisplay(engine.name() + " " + engine.version());
        Reference transcript = visit.transcriptDocument().orElseGet(this::transcript);

        String noteId = ids.ids().get();
        Identifier identifier =
                new Identifier().setSystem(ChartsideFhir.NOTE_ID).setValue("urn:uuid:" + noteId);
        Composition composition = new NoteComposition(visit, evidence).write(draft, by, identifier);
        composition.setId(noteId);
        resources.add(0, composition);
        add(note(draft, composition, by));

        List<CodeSuggestion> codes = draft.codes().stream()
                .sorted(Comparator.comparingInt(CodeSuggestion::rank))
                .toList();
        List<Reference> diagnoses = addCodes(codes, draft, transcript);
        List<Reference> orders = addOrders(draft, transcript);
        NoteComposition.link(composition, diagnoses, orders);

        List<Resource> asserted = resources.stream().filter(AiLabel::isOn).toList();
        resources.add(device);
        add(provenance(asserted, by, transcript, prompt));
        return bundle();
    }

    private Reference transcript() {
        DocumentReference document =
                add(TranscriptDocument.of(visit.transcript(), visit.patient(), visit.encounter(), visit.at()));
        document.addIdentifier()
                .setSystem(ChartsideFhir.TRANSCRIPT_ID)
                .setValue("urn:uuid:" + document.getIdElement().getIdPart());
        return ids.to(document);
    }

    private DocumentReference note(Draft draft, Composition composition, Reference by) {
        byte[] text = PlainText.of(DraftReader.sections(composition)).getBytes(StandardCharsets.UTF_8);
        DocumentReference document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setDocStatus(DocumentReference.ReferredDocumentStatus.PRELIMINARY)
                .setType(NoteComposition.type(draft.note()))
                .addCategory(new CodeableConcept()
                        .addCoding(new Coding(
                                "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                                "clinical-note",
                                "Clinical Note")))
                .setSubject(visit.patient())
                .setDate(Date.from(visit.at()))
                .addAuthor(by)
                .setDescription(draft.note().type().display());
        document.addIdentifier(composition.getIdentifier().copy());
        document.addContent()
                .setAttachment(new Attachment()
                        .setContentType("text/plain;charset=utf-8")
                        .setData(text)
                        .setSize(text.length)
                        .setTitle(draft.note().type().display())
                        .setCreation(Date.from(visit.at())));
        visit.encounter().ifPresent(encounter -> document.getContext().addEncounter(encounter));
        return AiLabel.put(document);
    }

    private List<Reference> addCodes(List<CodeSuggestion> codes, Draft draft, Reference transcript) {
        SuggestedCodes suggested = new SuggestedCodes(visit, evidence);
        List<Reference> references = new ArrayList<>();
        for (int i = 0; i < codes.size(); i++) {
            Condition condition = add(suggested.condition(codes.get(i), i + 1, transcript));
            condition.addIdentifier(identifier(ChartsideFhir.CONDITION_ID, condition));
            references.add(ids.to(condition));
        }
        ChargeItem charge = add(suggested.charge(draft.evaluationAndManagement()));
        charge.addIdentifier(identifier(ChartsideFhir.CHARGE_ID, charge));
        references.add(ids.to(charge));
        draft.services().forEach(service -> {
            ChargeItem given = add(suggested.charge(service, transcript));
            given.addIdentifier(identifier(ChartsideFhir.CHARGE_ID, given));
            references.add(ids.to(given));
        });
        Claim claim = add(suggested.claim(codes, draft.evaluationAndManagement(), draft.services()));
        claim.addIdentifier(identifier(ChartsideFhir.CLAIM_ID, claim));
        references.add(ids.to(claim));
        return references;
    }

    private List<Reference> addOrders(Draft draft, Reference transcript) {
        SuggestedOrders suggested = new SuggestedOrders(visit, evidence);
        List<Reference> references = new ArrayList<>();
        draft.orders().forEach(order -> {
            DomainResource resource = add(suggested.order(order, transcript));
            Identifier identifier = identifier(ChartsideFhir.ORDER_ID, resource);
            if (resource instanceof org.hl7.fhir.r4.model.MedicationRequest medication) {
                medication.addIdentifier(identifier);
            } else if (resource instanceof org.hl7.fhir.r4.model.ServiceRequest service) {
                service.addIdentifier(identifier);
            }
            references.add(ids.to(resource));
        });
        return references;
    }

    private Provenance provenance(List<Resource> targets, Reference by, Reference transcript, Optional<String> prompt) {
        Provenance provenance = new Provenance()
                .setRecorded(Date.from(visit.at()))
                .setActivity(
                        SuggestedCodes.concept("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "CREATE"));
        targets.forEach(target -> provenance.addTarget(ids.to(target)));
        provenance
                .addAgent()
                .setType(SuggestedCodes.concept(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author"))
                .setWho(by);
        provenance.addEntity().setRole(Provenance.ProvenanceEntityRole.SOURCE).setWhat(transcript);
        prompt.ifPresent(name -> provenance.addEntity(prompt(name)));
        return provenance;
    }

    /** The instructions that a language model was given, as a source of a draft. */
    static Provenance.ProvenanceEntityComponent prompt(String name) {
        return new Provenance.ProvenanceEntityComponent()
                .setRole(Provenance.ProvenanceEntityRole.SOURCE)
                .setWhat(new Reference()
                        .setIdentifier(new Identifier()
                                .setSystem(ChartsideFhir.PROMPT_ID)
                                .setValue(name))
                        .setDisplay("Input prompt"));
    }

    private Identifier identifier(String system, Resource resource) {
        return new Identifier()
                .setSystem(system)
                .setValue("urn:uuid:" + resource.getIdElement().getIdPart());
    }

    private <R extends Resource> R add(R resource) {
        ids.assign(resource);
        resources.add(resource);
        return resource;
    }

    private Bundle bundle() {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.COLLECTION).setTimestamp(Date.from(visit.at()));
        resources.forEach(
                resource -> bundle.addEntry().setFullUrl(ids.fullUrl(resource)).setResource(resource));
        return bundle;
    }
}
