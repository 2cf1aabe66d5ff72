package io.chartside.app.writeback;

import io.chartside.app.launch.LaunchSession;
import io.chartside.mappings.fhir.ChartsideFhir;
import java.util.Date;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Reference;

/** A signed document as Chartside's record answers it, as small as it can be. */
final class SignedVisit {

    private SignedVisit() {}

    static Bundle of(LaunchSession session, String noteId) {
        Composition note = new Composition();
        note.setId("c-" + noteId);
        note.setStatus(Composition.CompositionStatus.FINAL);
        note.setTitle("Progress note");
        note.setDate(new Date(1_795_000_000_000L));
        note.getIdentifier().setSystem(ChartsideFhir.NOTE_ID).setValue(noteId);
        note.getType().addCoding(new Coding(ChartsideFhir.LOINC, "11506-3", "Progress note"));
        note.setSubject(new Reference("Patient/" + session.record().patient().orElseThrow()));
        note.setEncounter(
                new Reference("Encounter/" + session.record().encounter().orElseThrow()));
        note.addAttester()
                .setMode(Composition.CompositionAttestationMode.LEGAL)
                .setTime(new Date(1_795_000_100_000L))
                .setParty(new Reference("Practitioner/record-dr-1"));
        Narrative text = new Narrative();
        text.setStatus(Narrative.NarrativeStatus.ADDITIONAL);
        text.setDivAsString(
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><div><span id=\"s1\">Cough for two weeks.</span></div></div>");
        note.addSection()
                .setTitle("Subjective")
                .setText(text)
                .setCode(new CodeableConcept(new Coding(ChartsideFhir.LOINC, "61150-9", "Subjective")));
        Condition condition = new Condition();
        condition.setId("d-" + noteId);
        condition.addIdentifier().setSystem(ChartsideFhir.CONDITION_ID).setValue("d-" + noteId);
        condition
                .getVerificationStatus()
                .addCoding(new Coding(
                        "http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed", "Confirmed"));
        condition
                .getCode()
                .setText("Acute bronchitis")
                .addCoding(new Coding("http://hl7.org/fhir/sid/icd-10-cm", "J20.9", ""));
        Bundle document = new Bundle().setType(Bundle.BundleType.DOCUMENT);
        document.addEntry().setResource(note);
        document.addEntry().setResource(condition);
        return document;
    }
}
