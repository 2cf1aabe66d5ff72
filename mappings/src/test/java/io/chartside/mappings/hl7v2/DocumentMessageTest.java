package io.chartside.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v251.datatype.ED;
import ca.uhn.hl7v2.model.v251.message.MDM_T01;
import ca.uhn.hl7v2.model.v251.message.MDM_T02;
import io.chartside.mappings.hl7v2.DocumentMessage.Notice;
import io.chartside.mappings.hl7v2.Receiver.Answers;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import io.chartside.mappings.x12.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Composition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentMessageTest {
    private static final Receiver LINES = SampleDocument.receiver(TextForm.TX_LINES);

    private final SampleDocument sample = new SampleDocument();

    private MessageFile file(Receiver receiver, Notice notice, Attachment rendering) {
        return DocumentMessage.of(sample.resources(), rendering, notice, receiver, SampleDocument.ENVELOPE);
    }

    private String text(Receiver receiver, Notice notice, Attachment rendering) {
        MessageFile file = file(receiver, notice, rendering);
        assertThat(file).isInstanceOf(MessageFile.Written.class);
        return ((MessageFile.Written) file).text();
    }

    private String original(String words) {
        return text(LINES, Notice.of(DocumentEvent.ORIGINAL), SampleDocument.text(words));
    }

    private List<Problem> problems(Receiver receiver) {
        return ((MessageFile.Refused) file(receiver, Notice.of(DocumentEvent.ORIGINAL), SampleDocument.text("Words.")))
                .problems();
    }

    @Test
    void aSignedNoteIsWrittenFieldByField() {
        assertThat(original("SUBJECTIVE\n\nCough for two weeks.\n").split("\r"))
                .containsExactly(
                        "MSH|^~\\&|CHARTSIDE|CLINIC^1.2.840.99999.3^ISO|MEDITECH|HOSPITAL|20260304104500-0600||MDM^T02^MDM_T02|0MSG-000001|T|2.5.1||||||UNICODE UTF-8",
                        "EVN|T02|20260304104500-0600||||20260304104000-0600",
                        "PID|1||M-0042^^^HOSP&1.2.840.99999.1&ISO^MR||Nguyen^Zoë^May^Jr^^^L||19800229|F",
                        "PV1|1|O|||||||||||||||||V-7^^^&1.2.840.99999.2&ISO^VN|||||||||||||||||||||||||20260304100000-0600",
                        "TXA|1|PR|TX|20260304101530-0600|1245319599^Okafor^Maya^^^Dr.^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI|20260304101530-0600|||1245319599^Okafor^Maya^^^Dr.^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI|||note-1^CHARTSIDE|||||LA||AV|||1245319599^Okafor^Maya^^^Dr.^^^NPI&2.16.840.1.113883.4.6&ISO^L^^^NPI^^20260304104000-0600",
                        "OBX|1|TX|11506-3^Progress note^LN||SUBJECTIVE||||||F",
                        "OBX|2|TX|11506-3^Progress note^LN||||||||F",
                        "OBX|3|TX|11506-3^Progress note^LN||Cough for two weeks.||||||F");
    }

    @ParameterizedTest
    @CsvSource({
        "ORIGINAL,T02,F,false",
        "STATUS_CHANGE,T04,F,false",
        "ADDENDUM,T06,F,true",
        "EDIT,T08,C,false",
        "REPLACEMENT,T10,C,true"
    })
    void everyEventHasItsTriggerAndParent(DocumentEvent event, String trigger, String status, boolean parent)
            throws HL7Exception {
        Notice notice = new Notice(event, parent ? Optional.of("note-0") : Optional.empty());
        MDM_T02 message = (MDM_T02) read(text(LINES, notice, SampleDocument.text("Words.")));
        assertThat(message.getMSH().getMessageType().encode()).isEqualTo("MDM^" + trigger + "^MDM_T02");
        assertThat(message.getTXA().getUniqueDocumentNumber().encode()).isEqualTo("note-1^CHARTSIDE");
        assertThat(message.getTXA().getParentDocumentNumber().encode()).isEqualTo(parent ? "note-0^CHARTSIDE" : "");
        assertThat(message.getTXA().getDocumentAvailabilityStatus().getValue()).isEqualTo("AV");
        assertThat(message.getOBSERVATION()
                        .getOBX()
                        .getObservationResultStatus()
                        .getValue())
                .isEqualTo(status);
    }

    @Test
    void aCancellationSaysThatTheDocumentIsGoneAndHasNoContent() throws HL7Exception {
        sample.note.setStatus(Composition.CompositionStatus.ENTEREDINERROR);
        String text = text(LINES, Notice.of(DocumentEvent.CANCELLATION), SampleDocument.text("Words."));
        MDM_T01 message = (MDM_T01) read(text);
        assertThat(message.getMSH().getMessageType().encode()).isEqualTo("MDM^T11^MDM_T01");
        assertThat(message.getTXA().getDocumentAvailabilityStatus().getValue()).isEqualTo("CA");
        assertThat(text).doesNotContain("OBX|");
    }

    @Test
    void anAddendumNamesItsParentAndNothingElseDoes() {
        assertThatThrownBy(() -> Notice.of(DocumentEvent.ADDENDUM)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Notice(DocumentEvent.ORIGINAL, Optional.of("note-0")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void formattedTextIsOneFieldWithLineBreaks() {
        String text = text(
                SampleDocument.receiver(TextForm.FT),
                Notice.of(DocumentEvent.ORIGINAL),
                SampleDocument.text("One.\r\nTwo | three."));
        assertThat(text).contains("OBX|1|FT|11506-3^Progress note^LN||One.\\.br\\Two \\F\\ three.||||||F\r");
        assertThat(text).contains("TXA|1|PR|FT|");
    }

    @Test
    void aPdfIsOneFieldOfBase64() throws HL7Exception {
        byte[] pdf = "%PDF-1.7 not really ".repeat(5_000).getBytes(StandardCharsets.UTF_8);
        String text = text(
                LINES,
                Notice.of(DocumentEvent.ORIGINAL),
                new Attachment().setContentType("application/pdf").setData(pdf));
        MDM_T02 message = (MDM_T02) read(text);
        ED data = (ED) message.getOBSERVATION().getOBX().getObservationValue(0).getData();
        assertThat(message.getTXA().getDocumentContentPresentation().getValue()).isEqualTo("AP");
        assertThat(data.getDataSubtype().getValue()).isEqualTo("PDF");
        assertThat(Base64.getDecoder().decode(data.getData().getValue())).isEqualTo(pdf);
    }

    @Test
    void enhancedModeAsksForItsAnswers() {
        Receiver commit = SampleDocument.receiver(TextForm.TX_LINES, MessageCharset.UTF_8, Answers.COMMIT);
        assertThat(text(commit, Notice.of(DocumentEvent.ORIGINAL), SampleDocument.text("Words.")))
                .contains("|T|2.5.1|||AL|NE||UNICODE UTF-8\r");
    }

    @Test
    void aNarrowCharacterSetGetsPlainSignsOrARefusal() {
        Receiver ascii = SampleDocument.receiver(TextForm.TX_LINES, MessageCharset.ASCII, Answers.APPLICATION);
        sample.patient.getNameFirstRep().getGiven().get(0).setValue("Zoe");
        Notice original = Notice.of(DocumentEvent.ORIGINAL);
        assertThat(text(ascii, original, SampleDocument.text("Temp ≥ 38 – “hot”")))
                .contains("|ASCII\r")
                .contains("||Temp >= 38 - \"hot\"||");
        assertThat(file(ascii, original, SampleDocument.text("38 °C"))).isInstanceOf(MessageFile.Refused.class);
        Receiver latin = SampleDocument.receiver(TextForm.TX_LINES, MessageCharset.LATIN_1, Answers.APPLICATION);
        assertThat(text(latin, original, SampleDocument.text("38 °C"))).contains("||38 °C||");
    }

    @Test
    void whatIsMissingIsToldAtOnceAndNothingIsMadeUp() {
        sample.patient.getIdentifier().clear();
        sample.encounter.getIdentifier().clear();
        sample.author.getName().clear();
        sample.note.getType().getCodingFirstRep().setCode("99999-9");
        sample.note.getAttesterFirstRep().setTime(null);
        assertThat(problems(LINES))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "Patient.identifier",
                        "Encounter.identifier",
                        "Composition.author",
                        "Composition.type",
                        "Composition.attester");
    }

    @Test
    void anUnsignedNoteIsNotWritten() {
        sample.note.setStatus(Composition.CompositionStatus.PRELIMINARY);
        assertThatThrownBy(() -> original("Words.")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Message read(String text) throws HL7Exception {
        return new DefaultHapiContext().getPipeParser().parse(text);
    }
}
