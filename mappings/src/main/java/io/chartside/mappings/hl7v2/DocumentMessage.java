package io.chartside.mappings.hl7v2;

import ca.uhn.hl7v2.model.DataTypeException;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v251.datatype.ED;
import ca.uhn.hl7v2.model.v251.message.MDM_T01;
import ca.uhn.hl7v2.model.v251.message.MDM_T02;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.hl7v2.Receiver.Documents;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttestationMode;
import org.hl7.fhir.r4.model.Composition.CompositionAttesterComponent;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Resource;

/** A signed note as an MDM message (HL7 2.5.1, chapter 9). */
public final class DocumentMessage {
    /**
     * What is told of a document.
     *
     * @param parent number of the document that an addendum belongs to or a replacement stands for
     */
    public record Notice(DocumentEvent event, Optional<String> parent) {
        public Notice {
            if (event.hasParent() != parent.isPresent()) {
                throw new IllegalArgumentException(
                        "an addendum or replacement names its parent, and nothing else does");
            }
        }

        /** A document of its own. */
        public static Notice of(DocumentEvent event) {
            return new Notice(event, Optional.empty());
        }
    }

    private final MessageWriting writing;
    private final Composition note;
    private final Notice notice;

    private DocumentMessage(MessageWriting writing, Notice notice) {
        this.writing = writing;
        this.note = writing.records.note();
        this.notice = notice;
    }

    /**
     * @param signed the signed Composition with its patient, visit and author
     * @param rendering the note as {@code text/plain} in UTF-8 or as {@code application/pdf}
     * @throws IllegalArgumentException when the note is not signed: nothing unsigned leaves
     */
    public static MessageFile of(
            Collection<? extends Resource> signed,
            Attachment rendering,
            Notice notice,
            Receiver receiver,
            Envelope envelope) {
        SignedRecords records = new SignedRecords(signed);
        requireSigned(records.note(), notice.event());
        return new DocumentMessage(new MessageWriting(receiver, envelope, records), notice).write(rendering);
    }

    private static void requireSigned(Composition note, DocumentEvent event) {
        boolean signed = note.getStatus() == CompositionStatus.FINAL || note.getStatus() == CompositionStatus.AMENDED;
        boolean withdrawn = note.getStatus() == CompositionStatus.ENTEREDINERROR;
        boolean takesBack = event == DocumentEvent.CANCELLATION || event == DocumentEvent.STATUS_CHANGE;
        if (!signed && !(takesBack && withdrawn)) {
            throw new IllegalArgumentException("only a signed note goes to an EHR");
        }
    }

    private MessageFile write(Attachment rendering) {
        boolean content = notice.event().hasContent();
        Message message = content ? new MDM_T02() : new MDM_T01();
        message.setParser(MessageWriting.PARSER);
        writing.begin(
                message,
                "MDM",
                notice.event().trigger(),
                content ? "MDM_T02" : "MDM_T01",
                writing.times.of(signedBy().getTime()));
        header(MessageWriting.segment(message, "TXA"), presentation(rendering));
        if (message instanceof MDM_T02 document) {
            content(document, rendering);
        }
        return writing.end(message);
    }

    // ---- TXA

    private void header(Fields txa, String presentation) {
        Optional<Practitioner> author = writing.records.author();
        if (author.flatMap(person -> Identity.name(person.getName())).isEmpty()) {
            writing.problem("Composition.author", "the document does not hold its author, or the author has no name");
        }
        txa.set(1, "1")
                .set(2, type())
                .set(3, presentation)
                .set(4, writing.times.of(note.getDateElement()))
                .set(6, writing.times.of(note.getDateElement()));
        writing.person(txa, 5, author);
        if (notice.event() == DocumentEvent.EDIT) {
            txa.set(8, writing.times.of(signedBy().getTime()));
        }
        writing.person(txa, 9, author);
        number(txa, 12, note.getIdentifier().getValue());
        notice.parent().ifPresent(parent -> number(txa, 13, parent));
        txa.set(17, completion()).set(19, availability());
        authentication(txa, author);
    }

    /** EI: the note's identifier, the same in the record and at the receiver, and whose number it is. */
    private void number(Fields txa, int field, String number) {
        if (number == null || number.isBlank()) {
            writing.problem("Composition.identifier", "the note has no identifier");
            return;
        }
        txa.set(field, 0, 1, Fields.bare(number))
                .set(field, 0, 2, writing.receiver.header().sendingApplication().split("\\^", -1)[0]);
    }

    private String type() {
        Documents rules = writing.receiver.documents();
        String loinc = loinc().map(Coding::getCode).orElse("");
        String known = rules.types().get(loinc);
        if (known == null && rules.otherType().isEmpty()) {
            writing.problem(
                    "Composition.type",
                    "this receiver has no document type for LOINC " + (loinc.isEmpty() ? "(none)" : loinc));
        }
        return known == null ? rules.otherType().orElse("") : known;
    }

    private Optional<Coding> loinc() {
        return note.getType().getCoding().stream()
                .filter(coding -> ChartsideFhir.LOINC.equals(coding.getSystem()) && coding.hasCode())
                .findFirst();
    }

    /** Who answers for the note before the law, or else in their profession. */
    private CompositionAttesterComponent signedBy() {
        return note.getAttester().stream()
                .filter(attester -> attester.getMode() == CompositionAttestationMode.LEGAL)
                .findFirst()
                .or(() -> note.getAttester().stream().findFirst())
                .orElseGet(CompositionAttesterComponent::new);
    }

    /** Table 0271: legally authenticated or authenticated. */
    private String completion() {
        return signedBy().getMode() == CompositionAttestationMode.LEGAL ? "LA" : "AU";
    }

    /** Table 0273: available, deleted, or no longer available for the care of the patient. */
    private String availability() {
        return notice.event() == DocumentEvent.CANCELLATION ? "CA" : withdrawn() ? "UN" : "AV";
    }

    private boolean withdrawn() {
        return note.getStatus() == CompositionStatus.ENTEREDINERROR;
    }

    /** PPN: the person as in XCN, and when. */
    private void authentication(Fields txa, Optional<Practitioner> author) {
        CompositionAttesterComponent attester = signedBy();
        if (!attester.hasTime()) {
            writing.problem("Composition.attester", "the note does not say when it was signed");
        }
        Optional<Practitioner> person =
                writing.records.read(attester.getParty(), Practitioner.class).or(() -> author);
        writing.person(txa, 22, person);
        txa.set(22, 0, 15, writing.times.of(attester.getTime()));
    }

    // ---- OBX

    private static boolean isPdf(Attachment rendering) {
        return baseType(rendering).equals("application/pdf");
    }

    private static String baseType(Attachment rendering) {
        return String.valueOf(rendering.getContentType())
                .toLowerCase(Locale.ROOT)
                .split(";", 2)[0]
                .strip();
    }

    /** Table 0191. */
    private String presentation(Attachment rendering) {
        if (!notice.event().hasContent()) {
            return "";
        }
        return isPdf(rendering) ? "AP" : writing.receiver.documents().text().type();
    }

    private void content(MDM_T02 message, Attachment rendering) {
        if (isPdf(rendering)) {
            pdf(message, rendering.getData());
            return;
        }
        if (!baseType(rendering).equals("text/plain")) {
            throw new IllegalArgumentException("a note goes into a message as plain text or PDF");
        }
        TextForm form = writing.receiver.documents().text();
        List<String> lines = Text.lines(new String(rendering.getData(), StandardCharsets.UTF_8));
        if (form != TextForm.TX_LINES) {
            // Space at the front of formatted text does not arrive: its readers take it away (HAPI does), as it has
            // commands for indents.
            lines = lines.stream().map(String::stripLeading).toList();
        }
        if (lines.isEmpty()) {
            writing.problem("Composition.section", "the note has no text");
        } else if (form == TextForm.FT) {
            observation(message, 0, "FT").exactly(5, String.join("" + StrictEscaping.LINE_BREAK, lines));
        } else {
            for (int i = 0; i < lines.size(); i++) {
                observation(message, i, form.type()).exactly(5, lines.get(i));
            }
        }
    }

    private Fields observation(MDM_T02 message, int place, String type) {
        Fields obx = new Fields(message.getOBSERVATION(place).getOBX());
        obx.set(1, Integer.toString(place + 1)).set(2, type);
        loinc().ifPresentOrElse(
                        coding -> obx.set(3, 0, 1, coding.getCode())
                                .set(3, 0, 2, note.getTitle())
                                .set(3, 0, 3, "LN"),
                        () -> obx.set(3, 0, 2, note.getTitle()));
        // Table 0085, W: posted as wrong.
        return obx.set(11, withdrawn() ? "W" : notice.event().resultStatus());
    }

    private void pdf(MDM_T02 message, byte[] document) {
        Fields obx = observation(message, 0, "ED");
        try {
            message.getOBSERVATION().getOBX().getObservationValue(0).setData(new ED(message));
        } catch (DataTypeException impossible) {
            throw new IllegalStateException("OBX-5 takes no ED", impossible);
        }
        obx.set(5, 0, 2, "AP")
                .set(5, 0, 3, "PDF")
                .set(5, 0, 4, "Base64")
                .set(5, 0, 5, Base64.getEncoder().encodeToString(document));
    }
}
