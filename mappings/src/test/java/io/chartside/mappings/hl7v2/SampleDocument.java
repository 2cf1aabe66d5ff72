package io.chartside.mappings.hl7v2;

import io.chartside.mappings.fhir.ChartsideFhir;
import io.chartside.mappings.hl7v2.Receiver.Answers;
import io.chartside.mappings.hl7v2.Receiver.Documents;
import io.chartside.mappings.hl7v2.Receiver.Header;
import io.chartside.mappings.hl7v2.Receiver.Identities;
import io.chartside.mappings.hl7v2.Receiver.TextForm;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** An invented signed document that nothing stands against, for tests to change. */
final class SampleDocument {
    static final Envelope ENVELOPE = new Envelope("0MSG-000001", Instant.parse("2026-03-04T16:45:00Z"));
    static final String NUMBERS = "urn:oid:1.2.840.99999.1";
    static final String VISITS = "urn:oid:1.2.840.99999.2";

    final Patient patient = new Patient();
    final Encounter encounter = new Encounter();
    final Practitioner author = new Practitioner();
    final Composition note = new Composition();
    final ChargeItem charge = new ChargeItem();
    final ChargeItem drug = new ChargeItem();
    final Claim claim = new Claim();

    SampleDocument() {
        patient.setId("Patient/p1");
        patient.addName().setFamily("Nguyen").addGiven("Zoë").addGiven("May").addSuffix("Jr");
        patient.setBirthDateElement(new DateType("1980-02-29")).setGender(AdministrativeGender.FEMALE);
        patient.addIdentifier(typed("MR", NUMBERS, "M-0042"));
        patient.addIdentifier().setSystem("https://ehr.example/fhir/Patient").setValue("p1");
        encounter.setId("Encounter/e1");
        encounter.getClass_().setCode("AMB");
        encounter.addIdentifier(typed("VN", VISITS, "V-7"));
        encounter.getPeriod().setStartElement(new DateTimeType("2026-03-04T10:00:00-06:00"));
        author.setId("Practitioner/d1");
        author.addName().setFamily("Okafor").addGiven("Maya").addPrefix("Dr.");
        author.addIdentifier().setSystem(ChartsideFhir.NPI).setValue("1245319599");
        note.setId("Composition/c1");
        note.setStatus(Composition.CompositionStatus.FINAL).setTitle("Progress note");
        note.setDateElement(new DateTimeType("2026-03-04T10:15:30-06:00"));
        note.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue("note-1");
        note.getType().addCoding(new Coding(ChartsideFhir.LOINC, "11506-3", "Progress note"));
        note.setSubject(new Reference("Patient/p1")).setEncounter(new Reference("Encounter/e1"));
        note.addAuthor(new Reference("Practitioner/d1"));
        note.addAttester()
                .setMode(Composition.CompositionAttestationMode.LEGAL)
                .setTime(Date.from(Instant.parse("2026-03-04T16:40:00Z")))
                .setParty(new Reference("Practitioner/d1"));
        charge(charge, "x1", ChartsideFhir.CPT, "99214", "Office visit, moderate medical decision making");
        charge(
                drug,
                "x2",
                "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
                "J1885",
                "Injection, ketorolac tromethamine, per 15 mg");
        drug.setQuantity(new Quantity(4));
        claim.setId("Claim/k1");
        claim.setStatus(Claim.ClaimStatus.ACTIVE);
        diagnosis("E11.65", "Type 2 diabetes mellitus with hyperglycemia");
        diagnosis("I10", "Essential (primary) hypertension");
        line("99214", ChartsideFhir.CPT, "185.00", 1, 2)
                .addModifier(new CodeableConcept(new Coding("https://www.ama-assn.org/go/cpt-modifier", "25", null)));
        line("J1885", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "32.50", 2);
    }

    List<Resource> resources() {
        return new ArrayList<>(List.of(note, patient, encounter, author, charge, drug, claim));
    }

    static Attachment text(String text) {
        return new Attachment()
                .setContentType("text/plain;charset=utf-8")
                .setData(text.getBytes(StandardCharsets.UTF_8));
    }

    static Receiver receiver(TextForm form) {
        return receiver(form, MessageCharset.UTF_8, Answers.APPLICATION);
    }

    static Receiver receiver(TextForm form, MessageCharset charset, Answers answers) {
        return new Receiver(
                new Header("CHARTSIDE", "CLINIC^1.2.840.99999.3^ISO", "MEDITECH", "HOSPITAL", "T", charset, answers),
                new Documents(Map.of("11506-3", "PR"), Optional.empty(), form),
                new Identities(
                        Optional.of(NUMBERS),
                        Optional.empty(),
                        true,
                        ChartsideFhir.NPI,
                        Map.of(NUMBERS, "HOSP^1.2.840.99999.1^ISO")),
                ZoneId.of("America/Chicago"));
    }

    static Identifier typed(String type, String system, String value) {
        Identifier identifier = new Identifier().setSystem(system).setValue(value);
        identifier.getType().addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", type, null));
        return identifier;
    }

    private static void charge(ChargeItem charge, String id, String system, String code, String words) {
        charge.setId("ChargeItem/" + id);
        charge.addIdentifier().setSystem(ChartsideFhir.CHARGE_ID).setValue("charge-" + id);
        charge.setStatus(ChargeItem.ChargeItemStatus.BILLABLE)
                .setCode(new CodeableConcept(new Coding(system, code, null)).setText(words))
                .setOccurrence(new DateTimeType("2026-03-04T10:15:30-06:00"))
                .setEnteredDate(Date.from(Instant.parse("2026-03-04T16:15:30Z")));
    }

    private void diagnosis(String code, String words) {
        claim.addDiagnosis()
                .setSequence(claim.getDiagnosis().size())
                .setDiagnosis(new CodeableConcept(new Coding(ChartsideFhir.ICD10CM, code, words)));
    }

    private Claim.ItemComponent line(String code, String system, String net, int... pointers) {
        Claim.ItemComponent item = claim.addItem()
                .setSequence(claim.getItem().size())
                .setProductOrService(new CodeableConcept(new Coding(system, code, null)))
                .setNet(new Money().setValue(new BigDecimal(net)).setCurrency("USD"));
        for (int pointer : pointers) {
            item.addDiagnosisSequence(pointer);
        }
        return item;
    }
}
