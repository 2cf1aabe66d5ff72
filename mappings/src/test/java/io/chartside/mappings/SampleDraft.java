package io.chartside.mappings;

import io.chartside.mappings.draft.VisitContext;
import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Column;
import io.chartside.scribe.draft.EvaluationAndManagement.Element;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.Section.Paragraph;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Reference;

/** A draft with every part that a draft can have. */
public final class SampleDraft {
    public static final Instant AT = Instant.parse("2026-03-04T10:15:30Z");

    private SampleDraft() {}

    public static Transcript transcript() {
        return new Transcript(List.of(
                new Turn(0, "u0", Speaker.CLINICIAN, "What brings you in?", 0, 1200),
                new Turn(1, "u1", Speaker.PATIENT, "My sugar is <high> & my feet tingle.", 1300, 4100),
                new Turn(2, "u2", Speaker.CLINICIAN, "Let's start metformin 500 mg twice a day.", 4200, 6000),
                new Turn(3, "u3", Speaker.GUEST, "She stopped the lisinopril.", -1, -1)));
    }

    public static VisitContext visit() {
        return new VisitContext(
                new Reference("Patient/p1"),
                Optional.of(new Reference("Encounter/e1")),
                Optional.of(new Reference("Practitioner/d1")),
                Optional.empty(),
                AT,
                LocalDate.parse("2026-03-04"),
                transcript(),
                Optional.empty(),
                VisitContext.PatientKind.ESTABLISHED);
    }

    public static Draft draft() {
        Evidence sugar = new Evidence.Said(1, "u1", 0, 18);
        Evidence metformin = new Evidence.Said(2, "u2", 12, 28);
        Note note = new Note(
                NoteType.SOAP,
                List.of(
                        new Section(
                                SectionKind.CHIEF_COMPLAINT,
                                "CHIEF COMPLAINT",
                                List.of(paragraph("", false, new Statement("High sugar.", List.of(sugar))))),
                        new Section(
                                SectionKind.PHYSICAL_EXAM,
                                "PHYSICAL EXAM",
                                List.of(
                                        paragraph(
                                                "Neurological",
                                                true,
                                                new Statement("Feet <5 of 10 points> & tingling.", List.of(sugar)),
                                                new Statement("Reflexes normal.", List.of())),
                                        paragraph(
                                                "Cardiovascular",
                                                false,
                                                new Statement("Regular rate.", List.of(sugar))))),
                        new Section(
                                SectionKind.ASSESSMENT_AND_PLAN,
                                "ASSESSMENT AND PLAN",
                                List.of(paragraph(
                                        "1. Diabetes",
                                        false,
                                        new Statement("Start metformin 500 mg twice a day.", List.of(metformin)),
                                        new Statement(
                                                "Known neuropathy.",
                                                List.of(new Evidence.Charted("Condition/c9"))))))));
        Column problems =
                new Column(Level.MODERATE, List.of(new Element("one chronic illness not at goal", List.of(sugar))));
        Column data = new Column(Level.STRAIGHTFORWARD, List.of());
        Column risk =
                new Column(Level.MODERATE, List.of(new Element("prescription drug management", List.of(metformin))));
        return new Draft(
                note,
                List.of(
                        code("E11.42", "Type 2 diabetes with polyneuropathy", 1, sugar),
                        code("I10", "Essential hypertension", 2, sugar)),
                List.of(new CodeExclusion(
                        CodeSuggestion.ICD10CM,
                        "C50.919",
                        "Breast cancer",
                        List.of(sugar),
                        "IV.H uncertain",
                        "The visit only suspects it.")),
                new EvaluationAndManagement(Level.MODERATE, problems, data, risk, List.of("a severe exacerbation")),
                List.of(
                        new OrderSuggestion.Medication(
                                "metformin",
                                "500 mg",
                                "",
                                "twice a day",
                                OrderSuggestion.Change.START,
                                List.of("route"),
                                List.of(metformin)),
                        new OrderSuggestion.Medication(
                                "lisinopril",
                                "",
                                "",
                                "",
                                OrderSuggestion.Change.STOP,
                                List.of(),
                                List.of(new Evidence.Said(3, "u3", 0, 26))),
                        new OrderSuggestion.Service(
                                "hemoglobin A1c", OrderSuggestion.Category.LABORATORY, List.of(sugar))),
                List.of(new Flag(Flag.Kind.UNSUPPORTED, "Nobody spoke of the reflexes.", List.of())));
    }

    private static CodeSuggestion code(String code, String display, int rank, Evidence evidence) {
        return new CodeSuggestion(
                CodeSuggestion.ICD10CM, code, display, rank, 0.9, List.of(evidence), "I.A.15 with", "Said so.");
    }

    private static Paragraph paragraph(String label, boolean bullets, Statement... statements) {
        return new Paragraph(label, bullets, List.of(statements));
    }
}
