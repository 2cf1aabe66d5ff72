package io.chartside.mappings.ehr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.signature.Addendum;
import io.chartside.mappings.signature.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.junit.jupiter.api.Test;

/** One signed note in the three forms that EHRs take. */
class EhrNoteTest {
    private static final Instant SIGNED = Instant.parse("2026-11-22T15:04:05Z");
    private static final EhrNote.Place PLACE = new EhrNote.Place(
            new Reference("Patient/p1"), new Reference("Encounter/e1"), new Reference("Practitioner/dr-1"));
    private static final List<String> FORMS =
            List.of("text/plain;charset=utf-8", "application/xhtml+xml;charset=utf-8", "application/pdf");
    /** Latin beyond Latin-1, Greek and Cyrillic, and what XML gives a meaning of its own. */
    private static final List<String> WORDS = List.of(
            "Dr. Dvořák saw Łukasz and Şebnem.",
            "β-blocker 5 µg, ½ tablet – “as needed”.",
            "Жалобы: кашель.",
            "pH < 7.3 & HCO3 > 20 <script>alert(1)</script>");

    @Test
    void everyForm_holdsEveryWordAndTheSignature() throws IOException {
        for (String form : FORMS) {
            String text = words(note(WORDS), form);
            assertThat(text).as(form).contains(WORDS).contains("Electronically signed by Dr. Maya Okafor");
        }
    }

    @Test
    void xhtml_isWellFormedWithoutScriptStyleOrAnythingToFetch() throws Exception {
        byte[] page = data(note(WORDS), "application/xhtml+xml;charset=utf-8");
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(page));
        assertThat(new String(page, StandardCharsets.UTF_8))
                .doesNotContain("<script", "<style", "<link", "<img", "href")
                .contains("Patient: Ada Quill, born 1961-03-04");
    }

    @Test
    void pdf_isTaggedAndItsFontsAreEmbedded() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(data(note(WORDS), "application/pdf"))) {
            assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(pdf.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
            assertThat(pdf.getDocumentCatalog().getLanguage()).startsWith("en");
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Progress note");
            for (PDPage page : pdf.getPages()) {
                for (var font : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(font).isEmbedded()).isTrue();
                }
            }
        }
    }

    @Test
    void pdf_saysWhatItCannotShow_ratherThanLeavingItOut() {
        assertThatThrownBy(() -> data(note(List.of("咳嗽")), "application/pdf"))
                .isInstanceOf(UnprintableNoteException.class)
                .hasMessageContaining("U+54B3");
    }

    @Test
    void aTitleOfTwoLines_breaksNoForm() throws IOException {
        List<Resource> note = note(WORDS);
        ((Composition) note.get(0)).setTitle("Progress note\n\"follow-up\" <1>");
        for (String form : FORMS) {
            assertThat(words(note, form)).contains("кашель");
        }
        try (PDDocument pdf = Loader.loadPDF(data(note, "application/pdf"))) {
            assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Progress note \"follow-up\" <1>");
        }
    }

    @Test
    void theNumberBelowTheTitle_isTheMedicalRecordNumber() throws IOException {
        List<Resource> note = note(WORDS);
        Patient patient = note.stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .findFirst()
                .orElseThrow();
        patient.addIdentifier().setSystem("http://hl7.org/fhir/sid/us-ssn").setValue("999-11-2222");
        assertThat(words(note, "application/xhtml+xml")).doesNotContain("999-11-2222");
        patient.addIdentifier()
                .setValue("M-7")
                .getType()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "MR", null));
        assertThat(words(note, "application/xhtml+xml")).contains("No. M-7").doesNotContain("999-11-2222");
    }

    @Test
    void anyText_staysWellFormed() throws Exception {
        Random random = new Random(20261130);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.appendCodePoint(random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x11000));
            }
            String page = "<p>" + XhtmlForm.escaped(text.toString()) + "</p>";
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void addendum_belongsToItsNote_andStandsBelowItInOneDocument() throws IOException {
        List<Resource> note = note(List.of("Cough."));
        DocumentReference text = new DocumentReference();
        text.setId("t1");
        text.addIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue("n-1");
        note.add(text);
        Bundle transaction = Addendum.transaction(
                note,
                "X-ray is clear.\n\nNo pneumonia.",
                "urn:uuid:0a",
                new Signer("Practitioner/dr-2", "Dr. Paul Adler"),
                SIGNED.plusSeconds(3600));
        List<Resource> parts = transaction.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Objects::nonNull)
                .toList();
        Composition addendum = (Composition) parts.get(0);
        assertThat(Addendum.isOne(addendum)).isTrue();
        assertThat(addendum.getRelatesToFirstRep().getTargetReference().getReference())
                .isEqualTo("Composition/c1");
        assertThat(((DocumentReference) parts.get(1))
                        .getRelatesToFirstRep()
                        .getTarget()
                        .getReference())
                .isEqualTo("DocumentReference/t1");
        assertThat(addendum.getMeta().getSecurity())
                .as("labels of the note stay, the AI's is not the addendum's")
                .extracting(Coding::getCode)
                .containsExactly("R");
        for (String form : FORMS) {
            DocumentReference both =
                    EhrNote.of(note, List.of(List.of(addendum)), PLACE, new EhrNote.Style(form, false, false, true));
            assertThat(words(both, form))
                    .as(form)
                    .containsSubsequence(
                            "Cough.", "Maya Okafor", "ADDENDUM", "X-ray is clear.", "No pneumonia.", "Paul Adler");
            assertThat(both.getContext().getPeriod().getEnd()).isEqualTo(Date.from(SIGNED.plusSeconds(3600)));
        }
    }

    @Test
    void unsigned_isNeitherFiledNorAddedTo() {
        List<Resource> note = note(List.of("Cough."));
        ((Composition) note.get(0)).setStatus(Composition.CompositionStatus.PRELIMINARY);
        assertThatThrownBy(() -> data(note, "text/plain")).isInstanceOf(IllegalArgumentException.class);
        Signer signer = new Signer("Practitioner/dr-1", "");
        assertThatThrownBy(() -> Addendum.transaction(note, "words", "urn:uuid:1", signer, SIGNED))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLevelWithoutACode_standsInTheText() {
        List<Resource> note = note(List.of("Cough."));
        ChargeItem level = new ChargeItem().setStatus(ChargeItem.ChargeItemStatus.BILLABLE);
        level.getCode().setText("Moderate medical decision making");
        note.add(level);
        assertThat(new String(data(note, "text/plain"), StandardCharsets.UTF_8))
                .contains("SERVICE\n\nModerate medical decision making");
    }

    @Test
    void reasons_areShortenedAtAWord() {
        String text = "one two three ".repeat(60).strip();
        assertThat(EhrCodes.shortened(text, 450)).hasSizeLessThanOrEqualTo(450).endsWith("…");
        assertThat(EhrCodes.shortened("short", 450)).isEqualTo("short");
        assertThat(EhrCodes.shortened("x".repeat(500), 450)).hasSize(450);
    }

    private static byte[] data(List<Resource> note, String form) {
        return EhrNote.of(note, List.of(), PLACE, new EhrNote.Style(form, false, false, true))
                .getContentFirstRep()
                .getAttachment()
                .getData();
    }

    private static String words(List<Resource> note, String form) throws IOException {
        return words(EhrNote.of(note, List.of(), PLACE, new EhrNote.Style(form, false, false, true)), form);
    }

    private static String words(DocumentReference document, String form) throws IOException {
        byte[] data = document.getContentFirstRep().getAttachment().getData();
        if (form.equals("application/pdf")) {
            try (PDDocument pdf = Loader.loadPDF(data)) {
                return new PDFTextStripper().getText(pdf);
            }
        }
        String text = new String(data, StandardCharsets.UTF_8);
        return form.startsWith("text/plain")
                ? text
                : text.replaceAll("<[^>]*>", " ")
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&amp;", "&");
    }

    private static List<Resource> note(List<String> words) {
        Composition note = new Composition();
        note.setId("c1");
        note.setStatus(Composition.CompositionStatus.FINAL);
        note.setTitle("Progress note");
        note.setDate(Date.from(SIGNED.minusSeconds(600)));
        note.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue("n-1");
        note.getType().addCoding(new Coding(ChartsideFhir.LOINC, "11506-3", "Progress note"));
        note.getMeta()
                .addSecurity(new Coding(
                        ChartsideFhir.AiTransparency.LABEL_SYSTEM, ChartsideFhir.AiTransparency.LABEL_CODE, null))
                .addSecurity(new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null));
        note.addAttester()
                .setMode(Composition.CompositionAttestationMode.LEGAL)
                .setTime(Date.from(SIGNED))
                .setParty(new Reference("Practitioner/dr-1").setDisplay("Dr. Maya Okafor"));
        XhtmlNode root = new XhtmlNode(NodeType.Element, "div");
        root.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
        words.forEach(line ->
                root.addTag("div").addTag("span").setAttribute("id", "s").addText(line));
        Narrative text = new Narrative().setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        text.setDiv(root);
        note.addSection().setTitle("SUBJECTIVE").setText(text);
        Patient patient = new Patient();
        patient.setId("p1");
        patient.addName().addGiven("Ada").setFamily("Quill");
        patient.getBirthDateElement().setValueAsString("1961-03-04");
        return new ArrayList<>(List.of(note, patient));
    }
}
