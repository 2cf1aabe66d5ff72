package io.chartside.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.app.testing.Browser;
import io.chartside.app.testing.PluginTest;
import io.chartside.mappings.fhir.AiLabel;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** What changed since the last visit: what is asked of the record, and what of its answer is shown. */
class SinceTest extends PluginTest {
    private static final String LAST = "2026-02-01T10:00:00Z";

    private static void put(Resource resource, String id) {
        resource.setId(id);
        RECORD.shelf().put(resource);
    }

    /** The visit that the page is about, as the launch brought it into the record. */
    private static String here() {
        return "Encounter/"
                + RECORD.shelf().all(Encounter.class).get(0).getIdElement().getIdPart();
    }

    private static Composition note(String encounter) {
        Composition note = new Composition().setStatus(Composition.CompositionStatus.FINAL);
        note.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue("last");
        note.setDateElement(new DateTimeType("2026-02-01T09:50:00Z")).setEncounter(new Reference(encounter));
        note.addAttester().setTimeElement(new DateTimeType(LAST));
        return AiLabel.put(note);
    }

    private static Condition problem(String text, String state) {
        Condition problem = new Condition().setCode(new CodeableConcept().setText(text));
        problem.getVerificationStatus().addCoding(new Coding().setCode(state));
        problem.setRecordedDateElement(new DateTimeType("2026-02-20"));
        return problem;
    }

    @Test
    void noNoteOfAnotherVisit_saysSo() {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/";
        put(note(here()), "here");

        assertThat(browser.get(path + "since").text()).contains("no signed note of another visit");
    }

    @Test
    void whatCameAfterTheLastNote_isShown_butNotWhatIsVoidProposedOrOfThisVisit() {
        Browser browser = browser();
        String path = "/v/" + launch(browser, "p1", "e1") + "/";
        put(note("Encounter/other"), "last");
        Observation result = new Observation()
                .setStatus(Observation.ObservationStatus.FINAL)
                .setCode(new CodeableConcept().setText("Potassium"))
                .setEffective(new DateTimeType("2026-02-10T08:00:00Z"))
                .setValue(new Quantity(5.9).setUnit("mmol/L"));
        result.addInterpretation()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "H", null));
        put(result, "k");
        put(problem("Gout", "confirmed"), "gout");
        Condition unverified = problem("Migraine", "confirmed");
        unverified.setVerificationStatus(null);
        put(unverified, "migraine");
        MedicationRequest bare = new MedicationRequest();
        bare.setMedication(new CodeableConcept().setText("Zinc"));
        put(bare, "zinc");
        put(problem("Mumps", "entered-in-error"), "mumps");
        put(AiLabel.put(problem("Measles", "unconfirmed")), "measles");
        put(problem("Cough", "confirmed").setEncounter(new Reference(here())), "cough");
        MedicationRequest stopped = new MedicationRequest()
                .setStatus(MedicationRequest.MedicationRequestStatus.STOPPED)
                .setMedication(new Reference("Medication/m").setDisplay("Lisinopril 10 mg"));
        stopped.setAuthoredOnElement(new DateTimeType("2026-02-11"));
        put(stopped, "lisinopril");
        Encounter emergency = new Encounter().setStatus(Encounter.EncounterStatus.FINISHED);
        emergency.addType().setText("Emergency visit");
        emergency.getPeriod().setStart(Date.from(Instant.parse("2026-02-09T22:00:00Z")));
        put(emergency, "ed");

        String page = browser.get(path + "since").text();

        assertThat(page)
                .contains("Since the note of Feb 1, 2026", "Potassium", "5.9 mmol/L H", "Feb 10, 2026", "Gout")
                .contains("Lisinopril 10 mg", "Stopped", "Emergency visit", "Migraine", "Zinc")
                .doesNotContain("Mumps", "Measles", "Cough");
        assertThat(RECORD.requests("/Observation"))
                .anySatisfy(request -> assertThat(request.query())
                        .contains("date=gt2026-02-01T10%3A00%3A00Z", "category=laboratory", "patient=Patient%2F"));
        assertThat(RECORD.requests("/MedicationRequest"))
                .anySatisfy(request -> assertThat(request.query()).contains("authoredon=gt2026-02-01"));
        assertThat(RECORD.requests("/Condition"))
                .anySatisfy(request -> assertThat(request.query()).contains("recorded-date=gt2026-02-01"));
    }
}
