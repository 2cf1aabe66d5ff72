package io.chartside.mappings.ehr;

import io.chartside.mappings.draft.DraftReader;
import io.chartside.mappings.draft.PlainText;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.x12.ServiceCodes;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
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
     * @param contentType {@code text/plain}, or with a charset where the EHR demands one
     * @param codesInText whether the accepted codes go below the note, since the EHR takes none as resources
     * @param periodRequired whether context.period must be there
     */
    public record Style(String contentType, boolean codesInText, boolean periodRequired) {
        public static final Style PLAIN = new Style("text/plain", false, false);

        public Style {
            Objects.requireNonNull(contentType);
        }
    }

    /**
     * @param signed the signed Composition and the resources signed with it
     * @param patient the patient in the EHR
     * @param encounter the encounter in the EHR
     * @param author the clinician in the EHR
     * @throws IllegalArgumentException when the Composition is missing or not final: nothing unsigned leaves
     */
    public static DocumentReference of(
            Collection<? extends Resource> signed,
            Reference patient,
            Reference encounter,
            Reference author,
            Style style) {
        Composition composition = of(signed, Composition.class).stream()
                .findFirst()
                .filter(note -> note.getStatus() == Composition.CompositionStatus.FINAL
                        || note.getStatus() == Composition.CompositionStatus.AMENDED)
                .orElseThrow(() -> new IllegalArgumentException("only a signed note goes to an EHR"));
        Date at = composition.getAttesterFirstRep().getTime();
        byte[] text = text(composition, signed, style).getBytes(StandardCharsets.UTF_8);
        DocumentReference document = new DocumentReference()
                .setStatus(DocumentReferenceStatus.CURRENT)
                .setDocStatus(DocumentReference.ReferredDocumentStatus.FINAL)
                .setType(composition.getType().copy())
                .addCategory(new CodeableConcept()
                        .addCoding(new Coding(
                                "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
                                "clinical-note",
                                "Clinical Note")))
                .setSubject(patient)
                .setDate(at)
                .addAuthor(author)
                .setDescription(composition.getTitle());
        document.addIdentifier()
                .setSystem(ChartsideFhir.NOTE_ID)
                .setValue(composition.getIdentifier().getValue());
        document.addContent()
                .setAttachment(new Attachment()
                        .setContentType(style.contentType())
                        .setData(text)
                        .setTitle(composition.getTitle())
                        .setCreation(at));
        document.getContext().addEncounter(encounter);
        if (style.periodRequired()) {
            document.getContext().getPeriod().setStart(composition.getDate()).setEnd(at);
        }
        return document;
    }

    /** The note as text, with the codes below it when the EHR has no other place for them. */
    static String text(Composition composition, Collection<? extends Resource> signed, Style style) {
        String note = PlainText.of(DraftReader.sections(composition));
        return style.codesInText() ? note + codes(signed) : note;
    }

    private static String codes(Collection<? extends Resource> signed) {
        String diagnoses = of(signed, Condition.class).stream()
                .map(condition -> condition.getCode().getCodingFirstRep().getCode() + "  "
                        + condition.getCode().getText())
                .collect(Collectors.joining("\n"));
        String services = of(signed, ChargeItem.class).stream()
                .map(charge -> ServiceCodes.service(charge.getCode())
                                .map(code -> code + "  ")
                                .orElse("")
                        + charge.getCode().getText())
                .collect(Collectors.joining("\n"));
        StringBuilder text = new StringBuilder();
        if (!diagnoses.isEmpty()) {
            text.append("\nDIAGNOSES (ICD-10-CM)\n\n").append(diagnoses).append('\n');
        }
        if (!services.isEmpty()) {
            text.append("\nSERVICE\n\n").append(services).append('\n');
        }
        return text.toString();
    }

    private static <R extends Resource> List<R> of(Collection<? extends Resource> resources, Class<R> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
