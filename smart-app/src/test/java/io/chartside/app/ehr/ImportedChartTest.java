package io.chartside.app.ehr;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Locale;
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
    private final ImportedChart chart = new ImportedChart(
            URI.create(BASE), key -> "new-" + key.toLowerCase(Locale.ROOT).replace('/', '-'));

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
        chart.put(patient);
        chart.put(encounter);
        chart.put(condition, ChartPart.CONDITIONS);
        chart.put(patient);
        return chart.transaction();
    }

    @Test
    void whatIsNewGetsAlwaysTheSameId_andBearsTheIdentifierOfTheEhr() {
        Bundle bundle = imported();
        assertThat(bundle.getEntry())
                .extracting(entry -> entry.getRequest().getUrl())
                .containsExactly("Patient/new-patient-p1", "Encounter/new-encounter-e1", "Condition/new-condition-c1");
        Patient copy = (Patient) bundle.getEntryFirstRep().getResource();
        assertThat(copy.getIdElement().getIdPart()).isEqualTo("new-patient-p1");
        assertThat(copy.getIdentifier())
                .extracting(one -> one.getSystem() + "|" + one.getValue())
                .containsExactly("urn:mrn|4711", BASE + "/Patient|p1");
    }

    @Test
    void whatTheRecordHas_isUpdatedWhereItStands() {
        chart.known("Patient", "p1", "17");
        chart.known("Condition", "c1", "18");
        assertThat(imported().getEntry())
                .extracting(entry -> entry.getRequest().getUrl())
                .containsExactly(
                        "Patient?identifier=https%3A%2F%2Fehr.example%2Ffhir%2FPatient%7Cp1",
                        "Encounter/new-encounter-e1", "Condition/18");
    }

    @Test
    void recordThatChoosesIds_getsNothingLabelledThatItMayHaveOutOfSight() {
        Condition labelled = new Condition();
        labelled.setId("c2");
        labelled.getMeta().addSecurity(new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", ""));
        chart.put(patient);
        chart.put(labelled, ChartPart.CONDITIONS);
        chart.leaveIdsToTheRecord();
        assertThat(chart.transaction().getEntry())
                .extracting(entry -> entry.getRequest().getUrl())
                .containsExactly("Patient?identifier=https%3A%2F%2Fehr.example%2Ffhir%2FPatient%7Cp1");
        assertThat(chart.leftOut()).containsExactly(ChartPart.CONDITIONS);
    }

    @Test
    void partByItself_refersToTheStoredVisit_andNeverToAnotherPart() {
        Condition stage = new Condition();
        stage.setId("c2");
        stage.setSubject(new Reference("Patient/p1"));
        stage.addStage().addAssessment(new Reference("Condition/c1"));
        imported();
        chart.put(stage, ChartPart.CONDITIONS);
        Bundle visit = new Bundle();
        visit.addEntry().getResponse().setLocation("Patient/17/_history/1");
        visit.addEntry().getResponse().setLocation("Encounter/18/_history/1");

        Bundle parts = chart.parts(visit);

        assertThat(chart.visit().getEntry()).hasSize(2);
        assertThat(parts.getType()).isEqualTo(Bundle.BundleType.BATCH);
        Condition copy = (Condition) parts.getEntry().get(1).getResource();
        assertThat(copy.getSubject().getReference()).isEqualTo("Patient/17");
        assertThat(copy.getStageFirstRep().getAssessmentFirstRep().getReference())
                .isNull();
        Bundle answer = new Bundle();
        answer.addEntry().getResponse().setStatus("201 Created");
        answer.addEntry().getResponse().setStatus("403 Forbidden");
        assertThat(chart.refused(answer)).containsExactly(ChartPart.CONDITIONS);
    }

    @Test
    void participantsWhoAreKnown_areTheRecordsOwn() {
        Encounter stored = new Encounter();
        stored.addParticipant()
                .getIndividual()
                .setReference("Practitioner/27")
                .setIdentifier(ImportedChart.identifier(BASE, "Practitioner", "dr-7"));
        chart.clinician("dr-9", "29");
        chart.keep(stored);
        for (String id : new String[] {"dr-7", "dr-8", "dr-9"}) {
            encounter.addParticipant().getIndividual().setReference("Practitioner/" + id);
        }
        Encounter copy = (Encounter) imported().getEntry().get(1).getResource();
        assertThat(copy.getParticipant())
                .extracting(one -> one.getIndividual().getReference())
                .containsExactly("Practitioner/27", null, "Practitioner/29");
        assertThat(copy.getParticipant())
                .extracting(one -> one.getIndividual().getIdentifier().getValue())
                .containsExactly("dr-7", "dr-8", "dr-9");
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
