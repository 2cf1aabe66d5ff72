package io.chartside.mappings.x12;

import io.chartside.mappings.fhir.ChartsideFhir;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;

/** An invented claim that nothing stands against, with all that it refers to, for tests to change. */
public final class SampleClaim {
    public static final String PLACES =
            "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";

    public final Map<String, Resource> record = new HashMap<>();
    public final Claim claim = new Claim();
    public final Patient patient = put("Patient/p1", new Patient());
    public final Coverage coverage = put("Coverage/c1", new Coverage());
    public final Organization payer = put("Organization/payer", new Organization());
    public final Organization practice = put("Organization/practice", new Organization());
    public final Practitioner clinician = put("Practitioner/d1", new Practitioner());
    public final Encounter encounter = put("Encounter/e1", new Encounter());
    public final RelatedPerson parent = put("RelatedPerson/r1", new RelatedPerson());

    public SampleClaim() {
        patient.addName().setFamily("Nguyen").addGiven("Zoë").addGiven("May");
        patient.setBirthDateElement(new DateType("1980-02-29")).setGender(AdministrativeGender.FEMALE);
        patient.addAddress(address("12 Elm Street", "Springfield", "IL", "62704"));
        parent.addName().setFamily("Nguyen").addGiven("Lan");
        payer.setName("Prairie Health Plan").addIdentifier(typed("payerid", "PHP01"));
        practice.setName("Elm Street Family Medicine");
        practice.addIdentifier(new Identifier().setSystem(ChartsideFhir.NPI).setValue("1234567893"));
        practice.addIdentifier(
                new Identifier().setSystem("urn:oid:2.16.840.1.113883.4.4").setValue("12-3456789"));
        practice.addAddress(address("1 Elm Street", "Springfield", "IL", "62704-1234"));
        practice.addTelecom().setSystem(ContactPoint.ContactPointSystem.PHONE).setValue("(217) 555-0100");
        practice.addContact().setName(new HumanName().setFamily("Ward").addGiven("Ida"));
        clinician.addName().setFamily("Okafor").addGiven("Maya");
        clinician.addIdentifier(new Identifier().setSystem(ChartsideFhir.NPI).setValue("1245319599"));
        coverage.setStatus(Coverage.CoverageStatus.ACTIVE)
                .setBeneficiary(new Reference("Patient/p1"))
                .setSubscriberId("W1234")
                .addPayor(new Reference("Organization/payer"))
                .setRelationship(concept("http://terminology.hl7.org/CodeSystem/subscriber-relationship", "self"))
                .setType(concept("https://nahdo.org/sopt", "512"));
        coverage.addClass_()
                .setType(concept("http://terminology.hl7.org/CodeSystem/coverage-class", "group"))
                .setValue("G77");
        encounter.setServiceProvider(new Reference("Organization/practice"));
        claim.setId("Claim/0190b3c2-7d11-7c3e-9f10-aabbccddeeff");
        claim.setStatus(Claim.ClaimStatus.ACTIVE)
                .setUse(Claim.Use.CLAIM)
                .setType(concept("http://terminology.hl7.org/CodeSystem/claim-type", "professional"))
                .setPatient(new Reference("Patient/p1"))
                .setProvider(new Reference("Practitioner/d1"));
        claim.addInsurance().setSequence(1).setFocal(true).setCoverage(new Reference("Coverage/c1"));
        diagnosis("E11.65", "Type 2 diabetes mellitus with hyperglycemia");
        diagnosis("I10", "Essential (primary) hypertension");
        line("99214", "185.00", "2026-03-04", 1, 2);
    }

    public <R extends Resource> R put(String reference, R resource) {
        resource.setId(reference);
        record.put(reference, resource);
        return resource;
    }

    public Optional<Resource> find(String reference) {
        return Optional.ofNullable(record.get(reference));
    }

    public Claim.DiagnosisComponent diagnosis(String code, String display) {
        Claim.DiagnosisComponent diagnosis =
                claim.addDiagnosis().setSequence(claim.getDiagnosis().size());
        diagnosis.setDiagnosis(new CodeableConcept().addCoding(new Coding(ChartsideFhir.ICD10CM, code, display)));
        return diagnosis;
    }

    public Claim.ItemComponent line(String code, String charge, String day, int... pointers) {
        String system = Character.isLetter(code.charAt(0))
                ? "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
                : ChartsideFhir.CPT;
        Claim.ItemComponent item = claim.addItem()
                .setSequence(claim.getItem().size())
                .setProductOrService(concept(system, code))
                .setServiced(new DateType(day))
                .setLocation(concept(PLACES, "11"))
                .setNet(new Money().setValue(new BigDecimal(charge)).setCurrency("USD"))
                .setQuantity(new Quantity(1));
        item.addEncounter(new Reference("Encounter/e1"));
        for (int pointer : pointers) {
            item.addDiagnosisSequence(pointer);
        }
        return item;
    }

    public static CodeableConcept concept(String system, String code) {
        return new CodeableConcept().addCoding(new Coding(system, code, null));
    }

    public static CodeableConcept modifier(String code) {
        return concept("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", code);
    }

    static Address address(String line, String city, String state, String zip) {
        return new Address().addLine(line).setCity(city).setState(state).setPostalCode(zip);
    }

    private static Identifier typed(String type, String value) {
        return new Identifier()
                .setType(concept("http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBIdentifierType", type))
                .setValue(value);
    }
}
