package io.chartside.app.review;

import io.chartside.mappings.draft.DraftBundle;
import io.chartside.mappings.draft.DraftIds;
import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.draft.VisitContext;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.transcript.TranscriptParser;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.Reference;

/** A small draft as the record would hold it. */
final class SampleDraft {
    private SampleDraft() {}

    static StoredDraft stored() {
        Evidence said = new Evidence.Said(1, "u1", 0, 20);
        Note note = new Note(
                NoteType.SOAP,
                List.of(new Section(
                        SectionKind.SUBJECTIVE,
                        "SUBJECTIVE",
                        List.of(new Paragraph(
                                "",
                                false,
                                List.of(
                                        new Statement("The patient reports a cough.", List.of(said)),
                                        new Statement("No fever was noted.", List.of()),
                                        new Statement(
                                                "Asthma is known.",
                                                List.of(new Evidence.Charted("Condition/asthma")))))))));
        Column nothing = new Column(Level.STRAIGHTFORWARD, List.of());
        Draft draft = new Draft(
                note,
                List.of(new CodeSuggestion(
                        CodeSuggestion.ICD10CM,
                        "R05.9",
                        "Cough, unspecified",
                        1,
                        0.834,
                        List.of(said),
                        "IV.A",
                        "Cough.")),
                List.of(),
                new EvaluationAndManagement(Level.STRAIGHTFORWARD, nothing, nothing, nothing, List.of()),
                List.of(),
                List.of(),
                List.of(),
                List.of(
                        new Reconciliation(
                                Reconciliation.Kind.MEDICATION,
                                Reconciliation.State.CHANGED,
                                "Lisinopril 10 mg, once a day: increase to 20 mg",
                                Optional.of("MedicationRequest/m"),
                                true,
                                List.of(said, new Evidence.Charted("MedicationRequest/m"))),
                        new Reconciliation(
                                Reconciliation.Kind.PROBLEM,
                                Reconciliation.State.NEW,
                                "Cough, unspecified",
                                Optional.empty(),
                                true,
                                List.of(said)),
                        new Reconciliation(
                                Reconciliation.Kind.PROBLEM,
                                Reconciliation.State.UNCHANGED,
                                "Asthma: mild",
                                Optional.of("Condition/asthma"),
                                false,
                                List.of(new Evidence.Charted("Condition/asthma")))));
        VisitContext visit = new VisitContext(
                new Reference("Patient/p"),
                Optional.of(new Reference("Encounter/e")),
                Optional.empty(),
                Optional.empty(),
                Instant.parse("2026-11-22T10:00:00Z"),
                LocalDate.parse("2026-11-22"),
                TranscriptParser.parse(
                        "Doctor: What brings you in?\nPatient: I have had a cough. It started Monday.\n"),
                Optional.empty(),
                VisitContext.PatientKind.ESTABLISHED);
        DraftIds ids = new DraftIds(() -> UUID.randomUUID().toString(), "http://127.0.0.1/fhir/test");
        StoredDraft made = Drafts.of(DraftBundle.of(draft, visit, EngineDevice.EMBEDDED, ids));
        made.resources().forEach(resource -> resource.getMeta().setVersionId("1"));
        return made;
    }
}
