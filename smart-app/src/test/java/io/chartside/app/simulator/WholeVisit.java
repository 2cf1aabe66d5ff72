package io.chartside.app.simulator;

import io.chartside.app.launch.LaunchSession;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.StringType;

/** A signed document as the record answers it, with one of each kind of signed work; and what is added to it later. */
public final class WholeVisit {
    private static final Instant SIGNED = Instant.parse("2026-11-22T15:04:05Z");
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private WholeVisit() {}

    public static Bundle of(LaunchSession session, String id) {
        Bundle document = document(
                composition(session, id, "Progress note", "Cough for two weeks. 37,8 °C, naïve to β-blockers."));
        add(document, diagnosis(id));
        add(document, charge(id));
        add(document, drug(id));
        add(document, laboratory(id));
        return document;
    }

    /** The number of the addendum moves its signature on. */
    public static Bundle addendum(LaunchSession session, String note, int number) {
        Composition addendum =
                composition(session, note + "-a" + number, "Addendum to Progress note", "Addition " + number + ".");
        addendum.getAttesterFirstRep().setTime(Date.from(SIGNED.plusSeconds(3600L * number)));
        addendum.addRelatesTo()
                .setCode(Composition.DocumentRelationshipType.APPENDS)
                .setTarget(new Reference("Composition/c-" + note));
        return document(addendum);
    }

    /** The same document with its patient, visit and author, as a receiver of messages needs them. */
    public static Bundle withPeople(Bundle document) {
        Composition note = (Composition) document.getEntryFirstRep().getResource();
        note.addAuthor(new Reference("Practitioner/record-dr-1"));
        Patient patient = new Patient();
        patient.setId(note.getSubject().getReference());
        patient.addName().setFamily("Quill").addGiven("Ada");
        patient.addIdentifier(typed("MR", "M-0042"));
        add(document, patient);
        Encounter visit = new Encounter();
        visit.setId(note.getEncounter().getReference());
        visit.getClass_().setCode("AMB");
        visit.addIdentifier(typed("VN", "V-7"));
        add(document, visit);
        Practitioner clinician = new Practitioner();
        clinician.setId("Practitioner/record-dr-1");
        clinician.addName().setFamily("Okafor").addGiven("Maya");
        add(document, clinician);
        return document;
    }

    private static Identifier typed(String type, String value) {
        Identifier identifier =
                new Identifier().setSystem("urn:oid:1.2.840.99999.1").setValue(value);
        identifier.getType().addCoding(new Coding(TERMINOLOGY + "v2-0203", type, null));
        return identifier;
    }

    private static Bundle document(Composition composition) {
        Bundle document = new Bundle().setType(Bundle.BundleType.DOCUMENT);
        add(document, composition);
        return document;
    }

    private static void add(Bundle document, Resource resource) {
        document.addEntry().setResource(resource);
    }

    private static Composition composition(LaunchSession session, String id, String title, String words) {
        Composition note = new Composition();
        note.setId("c-" + id);
        note.setStatus(Composition.CompositionStatus.FINAL);
        note.setTitle(title);
        note.setDate(Date.from(SIGNED.minusSeconds(600)));
        note.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue(id);
        note.getType().addCoding(new Coding(ChartsideFhir.LOINC, "11506-3", "Progress note"));
        note.setSubject(new Reference("Patient/" + session.record().patient().orElseThrow()));
        note.setEncounter(
                new Reference("Encounter/" + session.record().encounter().orElseThrow()));
        note.addAttester()
                .setMode(Composition.CompositionAttestationMode.LEGAL)
                .setTime(Date.from(SIGNED))
                .setParty(new Reference("Practitioner/record-dr-1").setDisplay("Dr. Maya Okafor"));
        Narrative text = new Narrative();
        text.setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        text.setDivAsString(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><div><span id=\"s1\">" + words + "</span></div></div>");
        note.addSection().setTitle("SUBJECTIVE").setText(text);
        return note;
    }

    private static Condition diagnosis(String id) {
        Condition condition = new Condition();
        condition.setId("d-" + id);
        condition.addIdentifier().setSystem(ChartsideFhir.CONDITION_ID).setValue("d-" + id);
        condition.setClinicalStatus(concept(TERMINOLOGY + "condition-clinical", "active"));
        condition.setVerificationStatus(concept(TERMINOLOGY + "condition-ver-status", "confirmed"));
        condition.addCategory(concept(TERMINOLOGY + "condition-category", "encounter-diagnosis"));
        condition.setCode(concept(ChartsideFhir.ICD10CM, "J20.9").setText("Acute bronchitis"));
        condition.setRecordedDateElement(new DateTimeType(Date.from(SIGNED)));
        condition
                .addExtension()
                .setUrl(ChartsideFhir.SUGGESTION)
                .addExtension("reason", new StringType("a cough of two weeks. ".repeat(40)));
        return condition;
    }

    private static ChargeItem charge(String id) {
        ChargeItem charge = new ChargeItem().setStatus(ChargeItem.ChargeItemStatus.BILLABLE);
        charge.setId("s-" + id);
        charge.addIdentifier().setSystem(ChartsideFhir.CHARGE_ID).setValue("s-" + id);
        charge.setCode(concept(ChartsideFhir.CPT, "99213").setText("Office visit, low"));
        charge.setOccurrence(new DateTimeType(Date.from(SIGNED)));
        return charge;
    }

    private static MedicationRequest drug(String id) {
        MedicationRequest request = new MedicationRequest()
                .setStatus(MedicationRequest.MedicationRequestStatus.ACTIVE)
                .setIntent(MedicationRequest.MedicationRequestIntent.ORDER)
                .setMedication(new CodeableConcept().setText("benzonatate 100 mg"))
                .setAuthoredOn(Date.from(SIGNED));
        request.setId("m-" + id);
        request.addIdentifier().setSystem(ChartsideFhir.ORDER_ID).setValue("m-" + id);
        return request;
    }

    private static ServiceRequest laboratory(String id) {
        ServiceRequest request = new ServiceRequest()
                .setStatus(ServiceRequest.ServiceRequestStatus.ACTIVE)
                .setIntent(ServiceRequest.ServiceRequestIntent.ORDER)
                .setCode(new CodeableConcept().setText("chest X-ray"))
                .setAuthoredOn(Date.from(SIGNED));
        request.setId("o-" + id);
        request.addIdentifier().setSystem(ChartsideFhir.ORDER_ID).setValue("o-" + id);
        return request;
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(system, code, null));
    }
}
