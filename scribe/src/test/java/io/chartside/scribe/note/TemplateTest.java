package io.chartside.scribe.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.template.NoteTemplate;
import io.chartside.scribe.template.NoteTemplate.Part;
import io.chartside.scribe.template.NoteTemplate.Style;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same visit in every form: types of note, tenants' templates, styles (MA16). */
class TemplateTest {
    private static final String VISIT = """
            [doctor] hi ida , how are you ?
            [doctor] ida is a 61-year-old female with a history of hypertension who presents today with right shoulder pain .
            [patient] my right shoulder has been hurting for two weeks . i take lisinopril every day . i am allergic to sulfa .
            [doctor] any numbness or tingling ?
            [patient] no .
            [doctor] let's do a quick physical exam . your blood pressure is one thirty over eighty . on your shoulder exam , you have tenderness over the acromion .
            [doctor] let's look at your results . the x-ray of your right shoulder shows no fracture .
            [doctor] so for your first problem , your shoulder bursitis , i want you to rest the shoulder . i'm gon na start you on naproxen 500 milligrams twice a day . i'm going to refer you to orthopedic surgery .
            [doctor] for your second problem , your hypertension , let's continue you on the lisinopril .
            [doctor] i'm gon na see you again in four weeks .
            [patient] okay , sounds good .
            """;

    private static Note draft(String visit, NoteTemplate template) {
        return Shipped.scribe()
                .draft(new Visit(TranscriptParser.parse(visit), template, Optional.empty(), ChartContext.empty()))
                .note();
    }

    private static String body(Note note, SectionKind kind) {
        return note.sections().stream()
                .filter(section -> section.kind() == kind)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @EnumSource(NoteType.class)
    void everyType_hasItsSectionsInOrder_andEveryStatementItsEvidence(NoteType type) {
        Note note = draft(VISIT, NoteTemplate.of(type));
        assertThat(note.sections()).isNotEmpty();
        List<SectionKind> form =
                NoteTemplate.of(type).parts().stream().map(Part::kind).toList();
        assertThat(form)
                .containsSubsequence(note.sections().stream().map(s -> s.kind()).toList());
        note.sections()
                .forEach(section -> section.paragraphs()
                        .forEach(paragraph -> assertThat(paragraph.statements()).allMatch(s -> s.supported())));
        assertThat(NoteText.of(note)).contains("shoulder");
    }

    @Test
    void referralLetter_saysToWhomAndWhy_theBackgroundApart() {
        Note note = draft(VISIT, NoteTemplate.of(NoteType.REFERRAL_LETTER));
        assertThat(body(note, SectionKind.REASON_FOR_REFERRAL)).containsIgnoringCase("orthopedic surgery");
        assertThat(body(note, SectionKind.ALLERGIES)).containsIgnoringCase("sulfa");
        assertThat(body(note, SectionKind.ASSESSMENT_AND_PLAN)).contains("naproxen 500 mg");
    }

    @Test
    void dischargeSummary_listsDiagnosesAndDrugs() {
        Note note = draft(VISIT, NoteTemplate.of(NoteType.DISCHARGE_SUMMARY));
        assertThat(body(note, SectionKind.DISCHARGE_DIAGNOSIS)).contains("Shoulder bursitis.", "Hypertension.");
        assertThat(body(note, SectionKind.DISCHARGE_MEDICATIONS))
                .contains("naproxen 500 mg")
                .doesNotContain("rest the");
        assertThat(body(note, SectionKind.HOSPITAL_COURSE)).contains("61-year-old");
    }

    @Test
    void patientInstructions_speakToThePatient() {
        Note note = draft(VISIT, NoteTemplate.of(NoteType.PATIENT_INSTRUCTIONS));
        assertThat(body(note, SectionKind.PLAN))
                .contains("You should rest")
                .doesNotContain("The patient", "Treatment:");
        assertThat(body(note, SectionKind.INSTRUCTIONS)).contains("4 weeks");
    }

    @Test
    void operativeReport_takesItsSectionsFromTheDictation() {
        Note note = draft("""
                [doctor] preoperative diagnosis : right inguinal hernia .
                [doctor] postoperative diagnosis : same .
                [doctor] procedure performed : open repair with mesh .
                [doctor] anesthesia : general endotracheal .
                [doctor] findings were as follows . operative findings : a large indirect sac .
                [doctor] estimated blood loss was twenty milliliters .
                [doctor] specimens : none .
                [doctor] complications : none .
                [doctor] disposition : the patient was taken to recovery in stable condition .
                """, NoteTemplate.of(NoteType.OPERATIVE));
        assertThat(body(note, SectionKind.PREOPERATIVE_DIAGNOSIS)).isEqualTo("Right inguinal hernia.");
        assertThat(body(note, SectionKind.POSTOPERATIVE_DIAGNOSIS)).isEqualTo("Same.");
        assertThat(body(note, SectionKind.PROCEDURE_DESCRIPTION)).isEqualTo("Open repair with mesh.");
        assertThat(body(note, SectionKind.ANESTHESIA)).isEqualTo("General endotracheal.");
        assertThat(body(note, SectionKind.PROCEDURE_FINDINGS)).isEqualTo("A large indirect sac.");
        assertThat(body(note, SectionKind.BLOOD_LOSS)).startsWith("20 ");
        assertThat(body(note, SectionKind.SPECIMENS)).isEqualTo("None.");
        assertThat(body(note, SectionKind.COMPLICATIONS)).isEqualTo("None.");
        assertThat(body(note, SectionKind.DISPOSITION)).contains("recovery in stable condition");
    }

    @Test
    void ownTemplate_decidesSectionsOrderHeadingsAndStyle_notWhatIsSaid() {
        NoteTemplate own = new NoteTemplate(
                "own",
                NoteType.PROGRESS,
                List.of(
                        new Part(SectionKind.PLAN, "Plan", Style.BULLETS),
                        new Part(SectionKind.ASSESSMENT, "Assessment", Style.PROSE),
                        new Part(SectionKind.OBJECTIVE, "O", Style.TERSE),
                        new Part(SectionKind.SUBJECTIVE, "S", Style.PROSE)));
        Note note = draft(VISIT, own);
        assertThat(note.sections()).extracting(s -> s.heading()).containsExactly("Plan", "Assessment", "O", "S");
        assertThat(body(note, SectionKind.PLAN)).contains("- Treatment:").doesNotContain("Reasoning");
        assertThat(body(note, SectionKind.OBJECTIVE)).contains("no fracture").doesNotContain("The x-ray");
        assertThat(body(note, SectionKind.SUBJECTIVE)).contains("Right shoulder pain.", "denies numbness");
    }

    @Test
    void terse_keepsEveryNegation() {
        assertThat(SectionStyle.terse("The patient does not smoke.")).isEqualTo("Does not smoke");
        assertThat(SectionStyle.terse("The lungs are not clear.")).isEqualTo("Lungs are not clear");
        assertThat(SectionStyle.terse("The lungs are clear to auscultation.")).isEqualTo("Lungs clear to auscultation");
        assertThat(SectionStyle.terse("There is no swelling.")).isEqualTo("No swelling");
        assertThat(SectionStyle.terse("There is not any swelling.")).isEqualTo("There is not any swelling");
        assertThat(SectionStyle.terse("The patient reports that she has no pain."))
                .isEqualTo("Has no pain");
        assertThat(SectionStyle.terse("Blood Pressure: 132/84 mmHg.")).isEqualTo("Blood Pressure: 132/84 mmHg");
    }

    @Test
    void templateThatWouldSayThingsTwice_isRefused() {
        assertThatThrownBy(() -> template(SectionKind.PLAN, SectionKind.PLAN))
                .hasMessageContaining("plan stands twice");
        assertThatThrownBy(() -> template(SectionKind.ASSESSMENT_AND_PLAN, SectionKind.PLAN))
                .hasMessageContaining("assessment-and-plan holds what plan would say again");
        assertThatThrownBy(() -> template()).hasMessageContaining("at least one section");
        assertThatThrownBy(() -> new Part(SectionKind.PLAN, "a\nb", Style.USUAL))
                .hasMessageContaining("one line");
        assertThatThrownBy(() -> new Part(SectionKind.PLAN, " ", Style.USUAL)).hasMessageContaining("1 to 80");
    }

    private static NoteTemplate template(SectionKind... kinds) {
        return new NoteTemplate(
                "own",
                NoteType.SOAP,
                List.of(kinds).stream()
                        .map(kind -> new Part(kind, kind.word(), Style.USUAL))
                        .toList());
    }
}
