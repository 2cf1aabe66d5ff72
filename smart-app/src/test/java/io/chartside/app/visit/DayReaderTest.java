package io.chartside.app.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chartside.app.visit.DayList.Line;
import io.chartside.mappings.fhir.AiLabel;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class DayReaderTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-03-04");
    private static final ZoneId ZONE = ZoneOffset.UTC;

    private static Bundle bundle(Resource... resources) {
        Bundle bundle = new Bundle();
        for (Resource resource : resources) {
            bundle.addEntry().setResource(resource);
        }
        return bundle;
    }

    private static Patient patient(String id, String family) {
        Patient patient = new Patient();
        patient.setId("Patient/" + id);
        patient.addName().setFamily(family).addGiven("Ada");
        return patient;
    }

    private static Encounter visit(String id, String patient, String start) {
        Encounter encounter = new Encounter();
        encounter.setId("Encounter/" + id);
        encounter.setSubject(new Reference("Patient/" + patient));
        encounter.addReasonCode().setText("Cough");
        encounter.getPeriod().setStart(Date.from(java.time.Instant.parse(start)));
        return encounter;
    }

    private static Composition note(String id, String encounter, CompositionStatus status) {
        Composition note = new Composition();
        note.setId("Composition/" + id);
        note.setStatus(status);
        note.setEncounter(new Reference("Encounter/" + encounter));
        return AiLabel.put(note);
    }

    @Test
    void visitsStandInTheOrderOfTheDay_eachWithTheStateOfItsNote() {
        Bundle visits = bundle(
                visit("e2", "p2", "2026-03-04T14:30:00Z"),
                visit("e1", "p1", "2026-03-04T09:00:00Z"),
                visit("e3", "p1", "2026-03-04T16:00:00Z"),
                visit("e4", "p2", "2026-03-04T17:00:00Z"),
                patient("p1", "Quill"),
                patient("p2", "Moss"),
                note("n1", "e1", CompositionStatus.FINAL),
                note("n2", "e2", CompositionStatus.FINAL),
                note("n3", "e2", CompositionStatus.PRELIMINARY),
                note("n4", "e4", CompositionStatus.ENTEREDINERROR));

        DayList day = DayReader.of(visits, bundle(), "e2", TODAY, ZONE);

        assertThat(day.visits())
                .extracting(Line::when, Line::patient, Line::reason, Line::state, Line::here)
                .containsExactly(
                        tuple("9:00 AM", "Ada Quill", "Cough", "signed", false),
                        tuple("2:30 PM", "Ada Moss", "Cough", "draft", true),
                        tuple("4:00 PM", "Ada Quill", "Cough", "none", false),
                        tuple("5:00 PM", "Ada Moss", "Cough", "none", false));
        assertThat(day.toSign()).isEmpty();
    }

    @Test
    void draftsToSign_oldestFirst_eachVisitOnce_onlyWhatAnAiDrafted() {
        Composition byHand = note("n9", "e9", CompositionStatus.PRELIMINARY);
        byHand.getMeta().getSecurity().clear();
        Bundle drafts = bundle(
                note("n1", "e1", CompositionStatus.PRELIMINARY),
                note("n2", "e2", CompositionStatus.PRELIMINARY),
                note("n3", "e2", CompositionStatus.PRELIMINARY),
                byHand,
                note("n4", "unreadable", CompositionStatus.PRELIMINARY),
                visit("e1", "p1", "2026-03-04T09:00:00Z"),
                visit("e2", "p1", "2026-03-02T09:00:00Z"),
                visit("e9", "p1", "2026-03-01T09:00:00Z"),
                patient("p1", "Quill"));

        DayList day = DayReader.of(bundle(), drafts, "e1", TODAY, ZONE);

        assertThat(day.toSign())
                .extracting(Line::when, Line::state, Line::here)
                .containsExactly(tuple("Mar 2", "draft", false), tuple("9:00 AM", "draft", true));
    }
}
