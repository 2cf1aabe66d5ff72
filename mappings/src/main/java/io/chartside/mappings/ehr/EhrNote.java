package io.chartside.mappings.ehr;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Enumerations.DocumentReferenceStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * The signed note in the form an EHR takes: one DocumentReference with one inline attachment. Vendors differ in the
 * media type, in whether the period is needed, and in whether codes have a place of their own; see docs/ehr.md.
 */
public final class EhrNote {
    private EhrNote() {}

    /**
     * How one EHR wants it.
     *
     * @param contentType {@code text/plain}, {@code application/xhtml+xml}, {@code text/html}, {@code application/xml} or
     *     {@code application/pdf}, with a charset where the EHR demands one
     * @param diagnosesInText whether the signed diagnoses go below the note, since the EHR takes none as resources
     * @param servicesInText whether the signed services do; those without a code always do
     * @param periodRequired whether context.period must be there
     */
    public record Style(String contentType, boolean diagnosesInText, boolean servicesInText, boolean periodRequired) {
        public static final Style PLAIN = new Style("text/plain", false, false, false);

        public Style {
            form(contentType);
        }

        private static NoteForm form(String contentType) {
            return NoteForm.ofMediaType(contentType)
                    .orElseThrow(() -> new IllegalArgumentException("no note can be made as " + contentType));
        }

        NoteForm form() {
            return form(contentType);
        }
    }

    /** Who and what it is about, in references of the EHR. @param encounter empty for an EHR that has none */
    public record Place(Reference patient, Reference encounter, Reference author) {}

    /**
     * @param signed the signed Composition and the resources signed with it
     * @param addenda signed documents that belong below the note, in their order; usually none
     * @throws IllegalArgumentException when the Composition is missing or not final: nothing unsigned leaves
     * @throws UnprintableNoteException when the form cannot show a character of it
     */
    public static DocumentReference of(
            Collection<? extends Resource> signed,
            List<? extends Collection<? extends Resource>> addenda,
            Place place,
            Style style) {
        Composition composition = NoteContent.composition(signed);
        NoteContent content = NoteContent.of(signed, style);
        Date at = composition.getAttesterFirstRep().getTime();
        for (Collection<? extends Resource> addendum : addenda) {
            content = content.and(NoteContent.of(addendum, Style.PLAIN));
            at = NoteContent.composition(addendum).getAttesterFirstRep().getTime();
        }
        DocumentReference document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setDocStatus(DocumentReference.ReferredDocumentStatus.FINAL)
                .setType(composition.getType().copy())
                .addCategory(new CodeableConcept()
                        .addCoding(new Coding(
                                "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                                "clinical-note",
                                "Clinical Note")))
                .setSubject(place.patient())
                .setDate(at)
                .addAuthor(place.author())
                .setDescription(composition.getTitle());
        document.addIdentifier()
                .setSystem(ChartsideFhir.NOTE_ID)
                .setValue(composition.getIdentifier().getValue());
        document.addContent()
                .setAttachment(new Attachment()
                        .setContentType(style.contentType())
                        .setData(style.form().of(content))
                        .setTitle(composition.getTitle())
                        .setCreation(at));
        if (!place.encounter().isEmpty()) {
            document.getContext().addEncounter(place.encounter());
        }
        if (style.periodRequired()) {
            document.getContext().getPeriod().setStart(composition.getDate()).setEnd(at);
        }
        return document;
    }
}
