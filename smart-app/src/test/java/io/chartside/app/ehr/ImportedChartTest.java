package io.chartside.app.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class ImportedChartTest {

    private static final String BASE = "https://ehr.example/fhir";

    private final Patient patient = patient();
    private final Encounter encounter = encounter();

    private static Patient patient() {
        Patient patient = new Patient();
        patient.setId("Patient/p1/_history/3");
        patient.getMeta()
                .setVersionId("3")
                .addSecurity(new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", ""));
        patient.getMeta().addProfile("https://ehr.example/profile");
        patient.addIdentifier().setSystem("urn:mrn").setValue("4711");
        patient.addGeneralPractitioner(new Reference("Practitioner/dr-9").setDisplay("Dr. Nine"));
        patient.getManagingOrganization().setReference("https://other.example/Organization/1");
        patient.getText().setStatus(Narrative.NarrativeStatus.GENERATED).setDivAsString("<div>Ada</div>");
        return patient;
    }

    private static Encounter encounter() {
        Encounter encounter = new Encounter();
        encounter.setId("e1");
        encounter.setSubject(new Reference(BASE + "/Patient/p1"));
        encounter.addReasonReference(new Reference("Condition/c1"));
        return encounter;
    }

    private Bundle imported() {
        Condition condition = new Condition();
        condition.setId("c1");
        condition.setSubject(new Reference("Patient/p1"));
        ImportedChart chart = new ImportedChart(URI.create(BASE));
        chart.put(patient);
        chart.put(encounter);
        chart.put(condition);
        chart.put(patient);
        return chart.transaction();
    }

    @Test
    void eachPartIsUpdatedByTheIdentifierItHasAtTheEhr() {
        Bundle bundle = imported();
        assertThat(bundle.getEntry()).hasSize(3);
        assertThat(bundle.getEntryFirstRep().getRequest().getUrl())
                .isEqualTo("Patient?identifier=https%3A%2F%2Fehr.example%2Ffhir%2FPatient%7Cp1");
        Patient copy = (Patient) bundle.getEntryFirstRep().getResource();
        assertThat(copy.hasId()).isFalse();
        assertThat(copy.getIdentifier())
                .extracting(one -> one.getSystem() + "|" + one.getValue())
                .containsExactly("urn:mrn|4711", BASE + "/Patient|p1");
    }

    @Test
    void referencesAmongThePartsAreKeptAndOthersBecomeLogical() {
        Bundle bundle = imported();
        String patientUrl = bundle.getEntry().get(0).getFullUrl();
        String conditionUrl = bundle.getEntry().get(2).getFullUrl();
        Encounter visit = (Encounter) bundle.getEntry().get(1).getResource();
        assertThat(visit.getSubject().getReference()).isEqualTo(patientUrl);
        assertThat(visit.getReasonReferenceFirstRep().getReference()).isEqualTo(conditionUrl);
        Patient copy = (Patient) bundle.getEntryFirstRep().getResource();
        assertThat(copy.getGeneralPractitionerFirstRep().hasReference()).isFalse();
        assertThat(copy.getGeneralPractitionerFirstRep().getIdentifier().getSystem())
                .isEqualTo(BASE + "/Practitioner");
        assertThat(copy.getGeneralPractitionerFirstRep().getDisplay()).isEqualTo("Dr. Nine");
        assertThat(copy.getManagingOrganization().hasReference())
                .as("never at another server")
                .isFalse();
    }

    @Test
    void securityLabelsComeAlongAndForeignMarkupDoesNot() {
        Patient copy = (Patient) imported().getEntryFirstRep().getResource();
        assertThat(copy.getMeta().getSecurityFirstRep().getCode()).isEqualTo("R");
        assertThat(copy.getMeta().getProfile()).isEmpty();
        assertThat(copy.getMeta().getVersionId()).isNull();
        assertThat(copy.getMeta().getSource()).isEqualTo(BASE + "/Patient/p1");
        assertThat(copy.hasText()).isFalse();
        assertThat(patient.hasText()).as("the original is left alone").isTrue();
    }
}
