package io.chartside.scribe.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.VisitNote.Medicine;
import io.chartside.scribe.document.VisitNote.Service;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a patient takes home, in plain words, with its reading grade (MA16). */
class PatientInstructionsTest {
    private static final Evidence SAID = new Evidence.Said(4, "u4", 0, 10);
    private static final PatientInstructions INSTRUCTIONS = new PatientInstructions(Shipped.TEXT);

    private static Section section(SectionKind kind, String... statements) {
        return new Section(
                kind,
                kind.display(),
                List.of(new Section.Paragraph(
                        "",
                        false,
                        List.of(statements).stream()
                                .map(text -> new Statement(text, List.of(SAID)))
                                .toList())));
    }

    private static List<String> lines(ChartDocument document) {
        return document.parts().stream()
                .flatMap(part -> part.groups().stream())
                .flatMap(group -> group.lines().stream())
                .map(Line::text)
                .toList();
    }

    @Test
    void noteAndOrders_areToldToThePatient_inPlainWords() {
        ChartDocument document = INSTRUCTIONS.of(new VisitNote(
                "Composition/1",
                true,
                List.of(
                        section(SectionKind.CHIEF_COMPLAINT, "Hypertension follow-up."),
                        section(
                                SectionKind.INSTRUCTIONS,
                                "The patient will follow up in 2 weeks.",
                                "She should elevate her leg.",
                                "The patient well appearing.")),
                List.of(
                        new Medicine(
                                "MedicationRequest/1",
                                "Lisinopril",
                                "20 mg once a day",
                                Change.INCREASE,
                                false,
                                List.of(SAID)),
                        new Medicine("MedicationRequest/2", "Ibuprofen", "", Change.START, true, List.of(SAID)),
                        new Medicine("MedicationRequest/3", "Amlodipine", "", Change.STOP, false, List.of(SAID)),
                        new Service("ServiceRequest/1", "Urinalysis", false, List.of(SAID)))));

        assertThat(lines(document))
                .containsExactly(
                        "You came for: high blood pressure follow-up.",
                        "Take more of Lisinopril: 20 mg once a day.",
                        "Start Ibuprofen. Ask us how much to take and when.",
                        "Stop Amlodipine.",
                        "We ordered: urine test.",
                        "You will follow up in 2 weeks.",
                        "You should raise your leg.");
        assertThat(document.flags()).anyMatch(flag -> flag.message().contains("left out"));
        assertThat(document.parts())
                .allSatisfy(part -> part.groups()
                        .forEach(group -> group.lines()
                                .forEach(line -> assertThat(line.evidence()).contains(SAID))));
        assertThat(document.grade().orElseThrow().grade()).isBetween(0.0, 8.0);
    }

    @Test
    void warningsAndAppointments_areToldToThePatient() {
        ChartDocument document = INSTRUCTIONS.of(new VisitNote(
                "Composition/1",
                true,
                List.of(
                        section(
                                SectionKind.INSTRUCTIONS,
                                "If the patient gets any wheezing, the patient should stop it and contact the office.",
                                "I advised the patient to call right away or go to the emergency room.",
                                "We will see the patient in 2 weeks, sooner if she has any sores.",
                                "If it bothers her, the patient should contact the office, and we can switch her to another.",
                                "He carries his inhaler when he watches the game."),
                        section(
                                SectionKind.ASSESSMENT_AND_PLAN,
                                "Treatment: We will start the patient on ibuprofen. The patient should take it with food.")),
                List.of()));
        assertThat(lines(document))
                .containsExactly(
                        "You should take it with food.",
                        "If you get any wheezing, you should stop it and contact the office.",
                        "We advised you to call right away or go to the emergency room.",
                        "We will see you in 2 weeks, sooner if you have any sores.",
                        "If it bothers you, you should contact the office, and we can switch you to another.",
                        "You carry your inhaler when you watch the game.");
        assertThat(document.flags()).isEmpty();
    }

    @Test
    void readingGrade_isKincaidsFormula() {
        ReadingGrade grade = ReadingGrade.of(List.of("The cat sat on the mat.", "It was a sunny morning."));
        assertThat(grade.sentences()).isEqualTo(2);
        assertThat(grade.words()).isEqualTo(11);
        assertThat(grade.syllables()).isEqualTo(13);
        assertThat(grade.grade()).isCloseTo(0.39 * 5.5 + 11.8 * 13 / 11 - 15.59, within(0.06));
        assertThat(ReadingGrade.of(List.of()).grade()).isZero();
    }

    @Test
    void syllables_ofOrdinaryWords() {
        assertThat(List.of("take", "table", "stopped", "started", "medicine", "pressure", "every", "25").stream()
                        .map(ReadingGrade::syllables))
                .containsExactly(1, 2, 1, 2, 3, 2, 3, 2);
    }
}
