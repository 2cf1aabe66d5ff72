package io.chartside.app.writeback;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.ehr.ChartPart;
import io.chartside.app.launch.LaunchSession;
import io.chartside.app.testing.SmartServer;
import io.chartside.app.testing.SmartServer.Fault;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A chart that was brought into the record once, and is read again at the next launch (docs/adr/0077). */
class ChartRelaunchTest extends VendorTest {
    private static final SmartServer CLINIC = MEDPLUM.server();
    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";

    private final String patient = "p-" + UUID.randomUUID();
    private final String visit = "e-" + UUID.randomUUID();

    @BeforeEach
    void aPatientOfTheirOwn() {
        CLINIC.calm();
        Patient person = new Patient();
        person.setId(patient);
        person.addName().setFamily("Relaunch").addGiven("Rosa");
        CLINIC.shelf().put(person);
        Encounter encounter = new Encounter().setStatus(Encounter.EncounterStatus.INPROGRESS);
        encounter.setId(visit);
        encounter.setSubject(new Reference("Patient/" + patient));
        encounter.addParticipant().getIndividual().setReference("Practitioner/dr-1");
        CLINIC.shelf().put(encounter);
    }

    @AfterEach
    void takesEverythingAgain() {
        RECORD.shelf().refuse(resource -> false);
        CLINIC.shelf().all(Condition.class).stream()
                .filter(one -> one.getSubject().getReference().endsWith(patient))
                .forEach(one -> CLINIC.shelf()
                        .remove(Condition.class, one.getIdElement().getIdPart()));
    }

    private LaunchSession launched() {
        return signedIn(CLINIC, patient, visit);
    }

    private <T extends DomainResource> T charted(T resource, String id) {
        resource.setId(id);
        resource.setProperty(
                resource.getNamedProperty("subject") == null ? "patient" : "subject",
                new Reference("Patient/" + patient));
        CLINIC.shelf().put(resource);
        return resource;
    }

    private Condition problem(String text) {
        return charted(
                new Condition()
                        .setClinicalStatus(new CodeableConcept().addCoding(new Coding(CLINICAL, "active", null)))
                        .setCode(new CodeableConcept().setText(text)),
                "c-" + UUID.randomUUID());
    }

    private MedicationRequest drug(String id) {
        return charted(new MedicationRequest().setStatus(MedicationRequestStatus.ACTIVE), id);
    }

    /** What the record has from this EHR of that kind, of this patient. */
    private <T extends DomainResource> List<T> imported(Class<T> type, LaunchSession session) {
        String inRecord = "Patient/" + session.record().patient().orElseThrow();
        return RECORD.shelf().all(type).stream()
                .filter(one -> List.of("subject", "patient").stream()
                        .map(one::getNamedProperty)
                        .filter(property -> property != null && property.hasValues())
                        .anyMatch(property -> ((Reference) property.getValues().get(0))
                                .getReference()
                                .equals(inRecord)))
                .toList();
    }

    private static List<String> systems(DomainResource one) {
        return one.getNamedProperty("identifier").getValues().stream()
                .map(value -> ((Identifier) value).getSystem())
                .toList();
    }

    @Test
    void whatChartsideFiledThere_isNoChartOfTheEhrs() {
        problem("Asthma");
        LaunchSession first = launched();
        delivered(first);
        assertThat(CLINIC.shelf().all(MedicationRequest.class)).isNotEmpty();

        LaunchSession again = launched();

        assertThat(again.record()).isEqualTo(first.record());
        assertThat(imported(Condition.class, again))
                .extracting(one -> one.getCode().getText())
                .containsExactly("Asthma");
        assertThat(imported(MedicationRequest.class, again)).isEmpty();
        assertThat(imported(DocumentReference.class, again)).isEmpty();
        assertThat(again.unread()).isEmpty();
    }

    @Test
    void partThatTheRecordRefuses_isLeftOutAndNamed_andTheVisitOpens() {
        problem("Asthma");
        problem("Labelled");
        RECORD.shelf()
                .refuse(resource -> resource instanceof Condition one
                        && "Labelled".equals(one.getCode().getText()));
        for (int launch = 0; launch < 2; launch++) {
            LaunchSession session = launched();
            assertThat(session.unread()).containsExactly(ChartPart.CONDITIONS);
            assertThat(imported(Condition.class, session))
                    .extracting(one -> one.getCode().getText())
                    .containsExactly("Asthma");
        }
    }

    @Test
    void whatTheEhrNoLongerGives_isCurrentNoMore_andIsAgainWhenItComesBack() {
        Condition gone = problem("Asthma");
        problem("Gout");
        drug("m-" + visit);
        launched();
        CLINIC.shelf().remove(Condition.class, gone.getIdElement().getIdPart());
        CLINIC.shelf().remove(MedicationRequest.class, "m-" + visit);
        LaunchSession again = launched();
        assertThat(imported(Condition.class, again))
                .extracting(one -> one.getCode().getText() + " "
                        + one.getClinicalStatus().getCodingFirstRep().getCode())
                .containsExactlyInAnyOrder("Asthma inactive", "Gout active");
        assertThat(imported(MedicationRequest.class, again))
                .extracting(MedicationRequest::getStatus)
                .containsExactly(MedicationRequestStatus.UNKNOWN);
        CLINIC.shelf().put(gone);
        assertThat(imported(Condition.class, launched()))
                .extracting(one -> one.getClinicalStatus().getCodingFirstRep().getCode())
                .containsExactly("active", "active");
    }

    @Test
    void whatWasNotRead_staysAsItWas() {
        Condition asthma = problem("Asthma");
        launched();
        CLINIC.shelf().remove(Condition.class, asthma.getIdElement().getIdPart());
        CLINIC.fault(new Fault("/Condition", "GET", 503, "", false));
        LaunchSession again = launched();
        assertThat(again.unread()).containsExactly(ChartPart.CONDITIONS);
        assertThat(imported(Condition.class, again))
                .extracting(one -> one.getClinicalStatus().getCodingFirstRep().getCode())
                .containsExactly("active");
    }

    @Test
    void allergyThatDidNotCome_stays() {
        charted(new AllergyIntolerance().setCode(new CodeableConcept().setText("Penicillin")), "a-" + visit);
        launched();
        CLINIC.shelf().remove(AllergyIntolerance.class, "a-" + visit);
        assertThat(imported(AllergyIntolerance.class, launched())).hasSize(1);
    }

    @Test
    void chartThatIsCut_isAskedForWhatIsActive_andNamed() {
        for (int i = 0; i < 101; i++) {
            problem("Problem " + i);
        }
        LaunchSession session = launched();
        assertThat(session.unread()).containsExactly(ChartPart.CONDITIONS);
        assertThat(CLINIC.requests("/Condition"))
                .filteredOn(request -> String.valueOf(request.query()).contains("clinical-status=active"))
                .hasSize(1);
    }

    @Test
    void drugThatIsReferredTo_comesAlong() {
        Medication medication = new Medication().setCode(new CodeableConcept().setText("lisinopril 10 mg"));
        medication.setId("drug-" + visit);
        CLINIC.shelf().put(medication);
        drug("m-1" + visit).setMedication(new Reference("Medication/drug-" + visit));
        drug("m-2" + visit).setMedication(new Reference("Medication/elsewhere").setDisplay("metformin 500 mg"));
        LaunchSession session = launched();
        assertThat(imported(MedicationRequest.class, session))
                .satisfiesExactlyInAnyOrder(
                        contained -> {
                            assertThat(contained.getContained()).hasSize(1);
                            assertThat(((Medication) contained.getContained().get(0))
                                            .getCode()
                                            .getText())
                                    .isEqualTo("lisinopril 10 mg");
                            assertThat(contained.getMedicationReference().getReference())
                                    .endsWith("medication");
                        },
                        shown -> assertThat(shown.getMedicationReference().getDisplay())
                                .isEqualTo("metformin 500 mg"));
        assertThat(session.unread()).isEmpty();
    }

    @Test
    void drugOfEpic_keepsTheNameThatItsReferenceShows() {
        MedicationRequest request = new MedicationRequest()
                .setStatus(MedicationRequestStatus.ACTIVE)
                .setMedication(new CodeableConcept().setText("metformin 500 mg"))
                .setSubject(new Reference("Patient/p1"));
        request.setId("m-" + visit);
        EPIC.server().shelf().put(request);
        LaunchSession session = signedIn(EPIC);
        EPIC.server().shelf().remove(MedicationRequest.class, "m-" + visit);
        assertThat(imported(MedicationRequest.class, session))
                .singleElement()
                .satisfies(stored ->
                        assertThat(stored.getMedicationReference().getDisplay()).isEqualTo("metformin 500 mg"));
        assertThat(session.unread()).isEmpty();
    }

    @Test
    void visitOfTheClinician_namesTheRecordsPractitioner() {
        LaunchSession session = launched();
        Encounter stored = RECORD.shelf().all(Encounter.class).stream()
                .filter(one -> one.getIdElement()
                        .getIdPart()
                        .equals(session.record().encounter().orElseThrow()))
                .findFirst()
                .orElseThrow();
        assertThat(stored.getParticipantFirstRep().getIndividual().getReference())
                .isEqualTo("Practitioner/" + session.record().practitioner().orElseThrow());
        assertThat(systems(stored))
                .contains(URI.create(CLINIC.base() + "/Encounter").toString());
    }
}
