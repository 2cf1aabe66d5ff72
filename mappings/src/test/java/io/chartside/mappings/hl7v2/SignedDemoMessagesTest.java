package io.chartside.mappings.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.parser.IParser;
import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.v251.message.DFT_P03;
import ca.uhn.hl7v2.model.v251.message.MDM_T02;
import ca.uhn.hl7v2.parser.PipeParser;
import io.chartside.mappings.ehr.EhrNote;
import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.fhir.R4;
import io.chartside.mappings.hl7v2.DocumentMessage.Notice;
import io.chartside.mappings.hl7v2.Receiver.Identities;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import io.chartside.mappings.signature.SignedDemoVisitsTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every conversation of the demo, signed with its chart: what leaves is read by a reader that is not ours. */
class SignedDemoMessagesTest {
    private static final Path DEMO = Path.of("..", "config", "demo");
    private static final PipeParser READER = new DefaultHapiContext().getPipeParser();

    private static Receiver receiver() {
        Receiver sample = SampleDocument.receiver(TextForm.TX_LINES);
        Identities byType = new Identities(Optional.empty(), Optional.empty(), false, ChartsideFhir.NPI, Map.of());
        return new Receiver(sample.header(), sample.documents(), byType, sample.zone());
    }

    private static List<Resource> document(int visit) throws IOException {
        List<Resource> document = new ArrayList<>(SignedDemoVisitsTest.signed(visit));
        IParser parser = R4.context().newJsonParser();
        for (String file : List.of("demo-patient-" + visit + ".json", "clinic.json")) {
            String json = Files.readString(DEMO.resolve(file)).replaceAll("\\$\\{today[^}]*}", "2026-03-04");
            parser.parseResource(Bundle.class, json).getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getResource)
                    .filter(resource ->
                            List.of("Patient", "Encounter", "Practitioner").contains(resource.fhirType()))
                    .forEach(document::add);
        }
        return document;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void noteAndCharges_areWritten_andRead(int visit) throws IOException, HL7Exception {
        List<Resource> document = document(visit);
        EhrNote.Place nowhere = new EhrNote.Place(new Reference(), new Reference(), new Reference());
        Attachment text = EhrNote.of(document, List.of(), nowhere, EhrNote.Style.PLAIN)
                .getContentFirstRep()
                .getAttachment();
        MDM_T02 note = (MDM_T02) READER.parse(((MessageFile.Written) DocumentMessage.of(
                        document, text, Notice.of(DocumentEvent.ORIGINAL), receiver(), SampleDocument.ENVELOPE))
                .text());
        assertThat(note.getPID().getPatientIdentifierList(0).getIDNumber().getValue())
                .isEqualTo("D100" + visit);
        assertThat(note.getTXA().getUniqueDocumentNumber().getEntityIdentifier().getValue())
                .matches("[0-9a-f-]{36}");
        assertThat(note.getOBSERVATIONReps()).isGreaterThan(10);
        DFT_P03 charges = (DFT_P03) READER.parse(
                ((MessageFile.Written) ChargeMessage.of(document, receiver(), SampleDocument.ENVELOPE)).text());
        assertThat(charges.getFINANCIAL()
                        .getFT1()
                        .getTransactionCode()
                        .getIdentifier()
                        .getValue())
                .startsWith("9921");
        assertThat(charges.getFINANCIAL().getFT1().getDiagnosisCodeFT1Reps())
                .isEqualTo(Math.min(4, charges.getDG1Reps()));
    }
}
