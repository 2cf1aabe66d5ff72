package io.chartside.mappings.signature;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.ChartsideFhir.AiTransparency;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;

/**
 * What a clinician adds to a signed note: a Composition and a DocumentReference of their own that append to the note's
 * ({@code relatesTo}, R4), signed in the transaction that stores them. The note itself stays as it was signed.
 */
public final class Addendum {
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    private static final String HEADING = "ADDENDUM";

    private final Composition note;
    private final Signer signer;
    private final Date at;

    private Addendum(Composition note, Signer signer, Instant at) {
        this.note = note;
        this.signer = signer;
        this.at = Date.from(at);
    }

    /**
     * @param document the signed document: its Composition, and the DocumentReference of its text where there is one
     * @param words what is added; a line each is a paragraph
     * @param name value of its identifier, the same however often it is sent: a UUID as URN
     * @throws IllegalArgumentException when the note is not signed, or there is nothing to add
     */
    public static Bundle transaction(
            List<? extends Resource> document, String words, String name, Signer signer, Instant at) {
        Composition note = document.stream()
                .filter(Composition.class::isInstance)
                .map(Composition.class::cast)
                .findFirst()
                .filter(found -> found.getStatus() == Composition.CompositionStatus.FINAL
                        || found.getStatus() == Composition.CompositionStatus.AMENDED)
                .orElseThrow(() -> new IllegalArgumentException("only a signed note can be added to"));
        if (words.isBlank()) {
            throw new IllegalArgumentException("an addendum says something");
        }
        Optional<DocumentReference> text = document.stream()
                .filter(DocumentReference.class::isInstance)
                .map(DocumentReference.class::cast)
                .filter(found -> found.getIdentifier().stream()
                        .anyMatch(identifier -> identifier
                                .getValue()
                                .equals(note.getIdentifier().getValue())))
                .findFirst();
        return new Addendum(note, signer, at).write(words.strip(), name, text);
    }

    /** Whether the Composition adds to another one. */
    public static boolean isOne(Composition composition) {
        return composition.getRelatesTo().stream()
                .anyMatch(relation -> relation.getCode() == Composition.DocumentRelationshipType.APPENDS);
    }

    private Bundle write(String words, String name, Optional<DocumentReference> text) {
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        Identifier identifier =
                new Identifier().setSystem(ChartsideFhir.NOTE_ID).setValue(name);
        // Two clicks at once are one addendum: the second finds the first, and nothing of its own to be signed.
        String once = "identifier=" + identifier.getSystem() + "|" + identifier.getValue();
        Reference composition = put(bundle, composition(words, identifier));
        Reference document = put(bundle, document(words, identifier, text));
        bundle.getEntry().forEach(entry -> entry.getRequest().setIfNoneExist(once));
        put(bundle, provenance(List.of(composition, document)));
        return bundle;
    }

    private Composition composition(String words, Identifier identifier) {
        Composition addendum = new Composition()
                .setIdentifier(identifier)
                .setStatus(Composition.CompositionStatus.FINAL)
                .setType(note.getType().copy())
                .setSubject(note.getSubject().copy())
                .setDate(at)
                .setTitle("Addendum to " + note.getTitle())
                .addAuthor(signer.reference());
        if (note.hasEncounter()) {
            addendum.setEncounter(note.getEncounter().copy());
        }
        addendum.addAttester()
                .setMode(Composition.CompositionAttestationMode.LEGAL)
                .setTime(at)
                .setParty(signer.reference());
        addendum.addRelatesTo()
                .setCode(Composition.DocumentRelationshipType.APPENDS)
                .setTarget(reference(note));
        addendum.addSection().setTitle(HEADING).setText(narrative(words));
        return labelled(addendum);
    }

    private DocumentReference document(String words, Identifier identifier, Optional<DocumentReference> text) {
        byte[] content = (HEADING + "\n\n" + words + "\n").getBytes(StandardCharsets.UTF_8);
        DocumentReference document = new DocumentReference()
                .addIdentifier(identifier)
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setDocStatus(DocumentReference.ReferredDocumentStatus.FINAL)
                .setType(note.getType().copy())
                .setSubject(note.getSubject().copy())
                .setDate(at)
                .addAuthor(signer.reference())
                .setAuthenticator(signer.reference())
                .setDescription("Addendum to " + note.getTitle());
        text.ifPresent(found -> {
            found.getCategory().forEach(category -> document.addCategory(category.copy()));
            document.addRelatesTo()
                    .setCode(DocumentReference.DocumentRelationshipType.APPENDS)
                    .setTarget(reference(found));
        });
        document.addContent()
                .setAttachment(new Attachment()
                        .setContentType("text/plain;charset=utf-8")
                        .setData(content)
                        .setSize(content.length)
                        .setTitle(document.getDescription())
                        .setCreation(at));
        if (note.hasEncounter()) {
            document.getContext().addEncounter(note.getEncounter().copy());
        }
        return labelled(document);
    }

    /** Whoever may not read the note may not read what was added to it. That an AI drafted the note says nothing of this. */
    private <R extends Resource> R labelled(R resource) {
        note.getMeta().getSecurity().stream()
                .filter(label -> !AiTransparency.LABEL_CODE.equals(label.getCode()))
                .forEach(label -> resource.getMeta().addSecurity(label.copy()));
        return resource;
    }

    private Provenance provenance(List<Reference> targets) {
        Provenance provenance = new Provenance().setRecorded(at).setTarget(targets);
        provenance.setActivity(concept("v3-DocumentCompletion", "LA"));
        provenance
                .addAgent()
                .setType(concept("provenance-participant-type", "verifier"))
                .addRole(concept("contractsignertypecodes", "VERF"))
                .setWho(signer.reference());
        return provenance;
    }

    private static Narrative narrative(String words) {
        XhtmlNode root = new XhtmlNode(NodeType.Element, "div");
        root.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
        int[] number = {0};
        words.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> root.addTag("div")
                        .addTag("span")
                        .setAttribute("id", "a" + ++number[0])
                        .addText(line));
        Narrative narrative = new Narrative().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        narrative.setDiv(root);
        return narrative;
    }

    private static Reference put(Bundle bundle, Resource resource) {
        String address = "urn:uuid:" + java.util.UUID.randomUUID();
        bundle.addEntry()
                .setFullUrl(address)
                .setResource(resource)
                .getRequest()
                .setMethod(Bundle.HTTPVerb.POST)
                .setUrl(resource.fhirType());
        return new Reference(address);
    }

    private static Reference reference(Resource resource) {
        return new Reference(resource.fhirType() + "/" + resource.getIdElement().getIdPart());
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(TERMINOLOGY + system, code, null));
    }
}
