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
                .contains("Cardiovascular: Heart is normal, no murmurs or gallops.")
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
}
