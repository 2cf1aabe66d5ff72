package io.chartside.scribe.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.SectionKind;
import org.junit.jupiter.api.Test;

/** Speech recognition writes no full stops: what the clinician announces runs into what is found. */
class RunOnExamTest {
    private static final String VISIT = """
            [doctor] what brings you in today
            [patient] my ankle hurts
            [doctor] so let me listen to your heart sounds normal no murmurs or gallops listen to your lungs quick if you can take a deep breath lungs are clear
            [doctor] there is associated swelling when i touch the ankle . there is no associated cellulitis .
            [doctor] for your first problem , your ankle sprain , tramadol , 50 mg , every 6 hours as needed for pain .
            [doctor] i want to see you back in two weeks .
            """;

    private static String section(SectionKind kind) {
        return Shipped.draft(VISIT).note().sections().stream()
                .filter(section -> section.kind() == kind)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
    }

    @Test
    void findingsBehindAnAnnouncement_areWritten() {
        assertThat(section(SectionKind.PHYSICAL_EXAM))
                .contains("Cardiovascular: Heart is normal. No murmurs or gallops.")
                .contains("Respiratory: Lungs are clear to auscultation bilaterally.")
                .doesNotContainIgnoringCase("listen")
                .doesNotContainIgnoringCase("breath ");
    }

    @Test
    void absentCondition_isAFinding() {
        assertThat(section(SectionKind.PHYSICAL_EXAM)).contains("No associated cellulitis.");
    }

    @Test
    void orderWithoutItsVerb_isPartOfThePlan() {
        assertThat(section(SectionKind.ASSESSMENT_AND_PLAN))
                .contains("Treatment: Tramadol, 50 mg, every 6 hours as needed for pain.");
    }

    @Test
    void nextVisit_isToldOfThePatient() {
        assertThat(section(SectionKind.INSTRUCTIONS)).isEqualTo("The patient will return in 2 weeks.");
    }

    @Test
    void findingBeforeTheAnnouncement_isNeitherTurnedRoundNorLost() {
        String exam = Shipped.draft("""
                        [doctor] what brings you in today ?
                        [patient] my stomach hurts .
                        [doctor] okay , let's do a quick physical exam . your lungs are clear . i do not feel the abdomen distended .
                        [doctor] so my impression is that you have gastritis . let's start omeprazole 20 mg daily .
                        """).note().sections().stream()
                .filter(section -> section.kind() == SectionKind.PHYSICAL_EXAM)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
        assertThat(exam).doesNotContainPattern("(?<!No the )(?i:abdomen (?:is )?distended)");
    }

    private static String exam(String said) {
        return Shipped.draft("[doctor] what brings you in today ?\n[patient] my knee hurts .\n" + said)
                .note()
                .sections()
                .stream()
                .filter(section -> section.kind() == SectionKind.PHYSICAL_EXAM)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
    }

    @Test
    void findingsOfSeveralParts_standEachWithItsOwn() {
        assertThat(exam("""
                        [doctor] okay , let's do a quick physical exam . everything looks good , lungs are nice and clear , your heart's at a regular rate and rhythm , no murmurs , no gallops . there is swelling of the right knee and no redness .
                        [doctor] your physical exam is normal other than these mild wheezes in all your lung fields .
                        """))
                .contains("Lungs are clear to auscultation bilaterally. Mild wheezes in all the lung fields.")
                .contains("Cardiovascular: Regular rate and rhythm. No murmurs or gallops.")
                .contains("Swelling of the right knee.")
                .contains("No redness.");
    }

    @Test
    void examToldOnceMoreWhilePlanning_isWritten() {
        assertThat(exam("""
                        [doctor] so my impression is a finger injury . your exam is normal other than you have got tenderness over your right index finger .
                        """)).isEqualTo("Musculoskeletal: Tenderness over the right index finger.");
    }

    @Test
    void talkOfTheExam_isNoFinding() {
        assertThat(exam("""
                        [doctor] let's do a quick physical exam . your abdomen is soft . everything is good . they are all normal . people have an increased risk of bleeding with this .
                        """)).isEqualTo("Gastrointestinal: Abdomen is soft.");
    }

    @Test
    void sideOfAJointNamedBefore_isPlacedThere() {
        assertThat(exam("""
                        [doctor] now i am going to examine your right knee and when i push on the outside does that hurt at all ?
                        [patient] no .
                        [doctor] and when i push on the inside does that hurt ?
                        [patient] yes .
                        """))
                .contains("No pain with palpation of the outside of the right knee.")
                .contains("Pain with palpation of the inside of the right knee.");
    }

    @Test
    void little_isNotDropped() {
        String exam = Shipped.draft("""
                [doctor] what brings you in ?
                [patient] my right knee hurts
                [doctor] on exam of the knee there is little effusion . there is a little warmth over the knee .
                """).note().sections().stream()
                .filter(section -> section.kind() == SectionKind.PHYSICAL_EXAM)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
        assertThat(exam).contains("ittle effusion.").contains("Slight warmth over the knee.");
    }
}
