package io.chartside.scribe.note;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The whole note of a visit written for these tests. */
class NoteTest {
    private static final String VISIT = """
            [doctor] so nora is a 47 -year-old female with a history of asthma who presents today with left ankle pain .
            [doctor] nora , what happened ?
            [patient] i rolled my left ankle stepping off the curb three days ago . it swelled up right away .
            [doctor] any numbness or tingling in the foot ?
            [patient] no .
            [doctor] have you had any fever or chills ?
            [patient] no , none of that .
            [doctor] are you still taking your flovent ?
            [patient] yes .
            [patient] i smoke about five cigarettes a day . my mother had diabetes .
            [doctor] okay , let's do a quick physical exam . your blood pressure is one thirty two over eighty four . your heart rate is seventy six .
            [doctor] on your lung exam , i do n't hear any wheezing . on your ankle exam , you have some swelling over the lateral malleolus and tenderness to palpation .
            [doctor] let's look at your results . the x-ray of your left ankle shows no fracture .
            [doctor] so for your first problem , your ankle sprain , i want you to ice it for twenty minutes three times a day . i'm gon na start you on ibuprofen 600 milligrams three times a day .
            [doctor] hey , dragon , order physical therapy .
            [doctor] for your second problem , your asthma , let's continue you on the flovent .
            [doctor] i'm gon na see you again in two weeks .
            [patient] okay , sounds good .
            """;

    private static String body(Draft draft, SectionKind kind) {
        return draft.note().sections().stream()
                .filter(s -> s.kind() == kind)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
    }

    @Test
    void soap_holdsWhatWasSaid_inItsSections() {
        Draft draft = Shipped.draft(VISIT);
        assertThat(body(draft, SectionKind.CHIEF_COMPLAINT)).isEqualTo("Left ankle pain.");
        assertThat(body(draft, SectionKind.HISTORY_OF_PRESENT_ILLNESS))
                .startsWith(
                        "Nora is a 47-year-old female with a history of asthma who presents today with left ankle pain.")
                .contains("rolled her left ankle")
                .contains("denies fever, chills, or numbness or tingling in the foot");
        assertThat(body(draft, SectionKind.REVIEW_OF_SYSTEMS)).contains("Constitutional: Denies fever or chills.");
        assertThat(body(draft, SectionKind.VITAL_SIGNS))
                .contains("Blood Pressure: 132/84 mmHg.", "Heart Rate: 76 bpm.");
        assertThat(body(draft, SectionKind.PHYSICAL_EXAM))
                .contains("Respiratory: No wheezing.")
                .contains("swelling over the lateral malleolus");
        assertThat(body(draft, SectionKind.RESULTS)).contains("no fracture");
        assertThat(body(draft, SectionKind.ASSESSMENT_AND_PLAN))
                .contains(
                        "Ankle sprain.",
                        "ibuprofen 600 mg 3 times daily",
                        "Asthma.",
                        "The patient understands and agrees");
        assertThat(body(draft, SectionKind.INSTRUCTIONS)).contains("2 weeks");
    }

    @Test
    void complaintThatNobodyNames_isTakenFromTheFirstWords() {
        assertThat(complaint("[doctor] what happened?\n[patient] i fell and my left wrist twisted under me"))
                .isEqualTo("Left wrist injury.");
        assertThat(complaint("[doctor] so i understand your migraines are getting worse\n[patient] they are"))
                .isEqualTo("Migraines.");
        assertThat(complaint("[doctor] it's been two weeks since your operation , how are you ?\n[patient] fine"))
                .isEqualTo("Follow-up after operation.");
    }

    private static String complaint(String visit) {
        return body(Shipped.draft(visit), SectionKind.CHIEF_COMPLAINT);
    }

    @Test
    void note_inventsNoNormalFindings() {
        String text = NoteText.of(Shipped.draft(VISIT).note()).toLowerCase();
        assertThat(text)
                .doesNotContain("murmur", "rhonchi", "abdomen", "no acute distress", "temperature", "saturation");
    }

    @Test
    void exam_negations_survive() {
        Draft draft = Shipped.draft("""
                [doctor] on your heart exam there is no murmur and on your neck exam i do n't appreciate any lymphadenopathy
                [doctor] your abdomen is not tender and there are no masses
                """);
        assertThat(body(draft, SectionKind.PHYSICAL_EXAM))
                .containsIgnoringCase("no murmur")
                .containsIgnoringCase("no lymphadenopathy")
                .containsIgnoringCase("not tender")
                .containsIgnoringCase("no masses");
    }

    @Test
    void orders_carryOnlyWhatWasSaid() {
        Draft draft = Shipped.draft(VISIT);
        OrderSuggestion.Medication ibuprofen = medication(draft, "Ibuprofen");
        assertThat(ibuprofen.change()).isEqualTo(OrderSuggestion.Change.START);
        assertThat(ibuprofen.dose()).isEqualTo("600 mg");
        assertThat(ibuprofen.frequency()).isEqualTo("3 times a day");
        assertThat(ibuprofen.route()).isEmpty();
        assertThat(ibuprofen.missing()).containsExactly("route");
        OrderSuggestion.Medication flovent = medication(draft, "Flovent");
        assertThat(flovent.change()).isEqualTo(OrderSuggestion.Change.CONTINUE);
        assertThat(flovent.missing()).containsExactly("dose", "route", "frequency");
        assertThat(draft.orders())
                .anyMatch(o ->
                        o instanceof OrderSuggestion.Service s && s.category() == OrderSuggestion.Category.THERAPY);
    }

    private static OrderSuggestion.Medication medication(Draft draft, String name) {
        return draft.orders().stream()
                .filter(o ->
                        o instanceof OrderSuggestion.Medication m && m.name().equals(name))
                .map(OrderSuggestion.Medication.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void missingDose_isFlagged() {
        Draft draft = Shipped.draft(
                "[doctor] so my assessment and plan\n[doctor] i'm gon na prescribe some naproxen for the pain");
        assertThat(draft.flags())
                .anyMatch(
                        f -> f.kind() == Flag.Kind.MISSING_DETAIL && f.message().startsWith("Naproxen"));
    }

    @Test
    void drugAgainstAllergy_isFlagged_fromTheWordsAndFromTheChart() {
        String visit =
                "[patient] i am allergic to penicillin\n[doctor] so my plan i'm gon na prescribe amoxicillin 500 milligrams twice a day";
        assertThat(Shipped.draft(visit).flags()).anyMatch(f -> f.kind() == Flag.Kind.CONTRADICTION);
        ChartContext chart = new ChartContext(
                List.of(), List.of(), List.of(new ChartContext.Entry("AllergyIntolerance/1", "Penicillin", "")));
        Draft charted = Shipped.scribe()
                .draft(new Visit(
                        TranscriptParser.parse(
                                "[doctor] so my plan i'm gon na prescribe amoxicillin 500 milligrams twice a day"),
                        NoteType.SOAP,
                        Optional.empty(),
                        chart));
        assertThat(charted.flags())
                .anyMatch(f -> f.kind() == Flag.Kind.CONTRADICTION
                        && f.evidence().contains(new Evidence.Charted("AllergyIntolerance/1")));
    }

    @Test
    void historyAndPhysical_keepsBackgroundApart_andMarksTheChart() {
        ChartContext chart = new ChartContext(
                List.of(), List.of(new ChartContext.Entry("MedicationRequest/7", "Lisinopril 10 mg", "")), List.of());
        Draft draft = Shipped.scribe()
                .draft(new Visit(
                        TranscriptParser.parse(VISIT), NoteType.HISTORY_AND_PHYSICAL, Optional.empty(), chart));
        assertThat(body(draft, SectionKind.SOCIAL_HISTORY)).contains("smokes");
        assertThat(body(draft, SectionKind.FAMILY_HISTORY)).containsIgnoringCase("mother had diabetes");
        assertThat(body(draft, SectionKind.MEDICATIONS)).contains("In the chart: Lisinopril 10 mg.");
        assertThat(body(draft, SectionKind.HISTORY_OF_PRESENT_ILLNESS)).doesNotContain("smokes");
    }

    @Test
    void everyType_hasSectionsOfItsOwn() {
        assertThat(kinds(NoteType.OPERATIVE)).contains(SectionKind.PREOPERATIVE_DIAGNOSIS, SectionKind.PLAN);
        assertThat(kinds(NoteType.CONSULTATION)).contains(SectionKind.SOCIAL_HISTORY, SectionKind.ASSESSMENT_AND_PLAN);
        assertThat(kinds(NoteType.PROGRESS))
                .contains(SectionKind.HISTORY_OF_PRESENT_ILLNESS, SectionKind.PHYSICAL_EXAM);
    }

    private static List<SectionKind> kinds(NoteType type) {
        return Shipped.scribe().draft(Shipped.visit(VISIT, type)).note().sections().stream()
                .map(Section::kind)
                .toList();
    }

    @Test
    void speechRecognitionNoise_keepsTheFacts() {
        String noisy = VISIT.replace(" .", "")
                .replace(" ?", "")
                .replace(" ,", "")
                .replace("ankle exam", "um ankle exam")
                .replace("you have some", "you you have uh some")
                .replace("dragon", "dragging");
        String note = NoteText.of(Shipped.draft(noisy).note());
        assertThat(note)
                .contains(
                        "Left ankle pain.",
                        "132/84",
                        "lateral malleolus",
                        "no fracture",
                        "600 mg",
                        "Denies fever or chills");
    }

    @Test
    void drugAgainstCondition_isFlagged_onlyWhereTheConditionIsSure() {
        String plan = "\n[doctor] so my plan i'm gon na prescribe propranolol 40 milligrams twice a day";
        assertThat(Shipped.draft("[patient] i have a history of asthma" + plan).flags())
                .anyMatch(f -> f.kind() == Flag.Kind.CONTRADICTION);
        assertThat(Shipped.draft("[patient] i never had a history of asthma" + plan)
                        .flags())
                .noneMatch(f -> f.kind() == Flag.Kind.CONTRADICTION);
        assertThat(Shipped.draft("[doctor] do you have a history of asthma ?\n[patient] no" + plan)
                        .flags())
                .noneMatch(f -> f.kind() == Flag.Kind.CONTRADICTION);
    }
}
