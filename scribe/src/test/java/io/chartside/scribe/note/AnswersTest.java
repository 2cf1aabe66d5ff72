package io.chartside.scribe.note;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.SectionKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the patient answers is told with the polarity and the place that it was said with, wherever in the visit it was asked. */
class AnswersTest {
    private static String section(String visit, SectionKind kind) {
        return Shipped.draft("[doctor] what brings you in today ?\n[patient] my knee hurts .\n" + visit)
                .note()
                .sections()
                .stream()
                .filter(section -> section.kind() == kind)
                .map(NoteText::body)
                .findFirst()
                .orElse("");
    }

    private static String history(String visit) {
        return section(visit, SectionKind.HISTORY_OF_PRESENT_ILLNESS);
    }

    @Test
    void listWithOneSymptom_andTheRestDenied_isTakenApart() {
        String visit = """
                [doctor] any fever , wheezing , sore throat , or cough ?
                [patient] a little cough , but everything else is okay .
                """;
        assertThat(history(visit)).contains("The patient denies fever, wheezing, or sore throat.");
        assertThat(section(visit, SectionKind.REVIEW_OF_SYSTEMS))
                .contains("Reports cough")
                .doesNotContain("Denies cough");
    }

    @Test
    void listThatIsNotAnsweredAsAWhole_deniesNothing() {
        assertThat(history("""
                [doctor] any fever , wheezing , sore throat , or cough ?
                [patient] well , a little cough at night .
                """)).doesNotContain("denies");
    }

    @Test
    void place_thatWasAskedFor_staysWithItsSymptoms() {
        String visit = """
                [doctor] any numbness or tingling in your legs ?
                [patient] no .
                [doctor] have you had any fever ?
                [patient] no .
                """;
        assertThat(history(visit)).contains("denies fever or numbness or tingling in the legs.");
        assertThat(section(visit, SectionKind.REVIEW_OF_SYSTEMS))
                .contains("Neuro: Denies numbness or tingling in the legs.");
    }

    @Test
    void place_thatWasNotSaid_isNotInvented() {
        assertThat(history("""
                [doctor] any numbness ?
                [patient] no .
                [doctor] does your hand hurt ?
                [patient] yes .
                """)).contains("denies numbness.");
    }

    @Test
    void statementThatIsAsked_isToldWhenThePatientAgrees() {
        assertThat(history("""
                [doctor] and you're watching your blood sugars at home ?
                [patient] mm-hmm .
                """)).contains("is watching their blood sugars at home");
        assertThat(history("""
                [doctor] and you're watching your blood sugars at home ?
                [patient] no , i stopped .
                """)).doesNotContain("is watching");
    }

    @Test
    void questionsAfterResultsWereRead_areHistoryStill() {
        assertThat(history("""
                [doctor] let's look at your x-ray . the x-ray of your knee shows no fracture .
                [doctor] have you had any chest pain or shortness of breath ?
                [patient] no .
                [doctor] when was your last colonoscopy ?
                [patient] i had one in 2018 .
                """))
                .contains("denies chest pain or shortness of breath")
                .contains("Their last colonoscopy was in 2018.")
                .doesNotContain("had one");
    }

    @Test
    void questionsOfTheExam_areNoHistory() {
        assertThat(history("""
                [doctor] okay , let's do a quick physical exam . does it hurt when i press here ?
                [patient] no .
                [doctor] are you okay with a shot today ?
                [patient] yes .
                """)).doesNotContain("press").doesNotContain("shot");
    }

    @Test
    void shortSentences_thatNameACondition_areKept() {
        assertThat(history("""
                [doctor] anything else ?
                [patient] i have gallstones .
                """)).contains("has gallstones");
    }

    /** What a word list takes for the rest that is denied, and is not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "it's just that i get so tired .",
                "everything else hurts too .",
                "other than that , i also have it at night .",
                "nothing else helps it .",
                "a little , but not bad .",
                "not all the time .",
                "no more than usual .",
                "a low temperature , but everything else is okay ."
            })
    void replyThatDeniesNoRest_deniesNothing(String reply) {
        String visit = "[doctor] any fever , wheezing , sore throat , or cough ?\n[patient] " + reply + "\n";
        assertThat(history(visit)).doesNotContain("denies");
        assertThat(section(visit, SectionKind.REVIEW_OF_SYSTEMS)).doesNotContain("Denies fever");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes , sometimes .", "sometimes .", "yeah ."})
    void yesToWhatIsAskedAsADenial_saysNeither(String reply) {
        String visit = "[doctor] no chest pain ?\n[patient] " + reply + "\n";
        assertThat(history(visit)).doesNotContain("no chest pain").doesNotContain("denies chest pain");
        String surgery = "[doctor] no other surgeries ?\n[patient] yes , a hysterectomy .\n";
        assertThat(history(surgery)).doesNotContain("no other surgeries");
    }

    @Test
    void placeOfAnotherSymptom_isNotBorrowed() {
        assertThat(section("""
                [doctor] have you had anything else ?
                [patient] i have numbness , and i had surgery on my left knee .
                """, SectionKind.REVIEW_OF_SYSTEMS)).doesNotContain("numbness in the left knee");
    }

    @Test
    void painAskedForInTheExam_isNoHistory() {
        assertThat(history("""
                [doctor] okay , let's do a quick physical exam . any pain here ?
                [patient] no .
                """)).doesNotContain("denies any pain").doesNotContain("pain here");
    }

    @Test
    void yesToOneOfTwoQuestions_tellsNeither() {
        assertThat(history("""
                [doctor] have you been going into work ? or have you been at home ?
                [patient] yeah , it has been hard .
                """)).doesNotContain("been at home").doesNotContain("going into work");
    }

    @Test
    void yesToWhateverElse_isNoFact() {
        assertThat(history("""
                [doctor] do you have any other symptoms ?
                [patient] <UNSURE>yes</UNSURE> .
                [doctor] is the treatment plan clear ?
                [patient] yes .
                """)).doesNotContainIgnoringCase("other symptoms").doesNotContainIgnoringCase("plan clear");
    }

    @Test
    void threeSpeakers_relativeTellsOfThePatientAndNotOfThemselves() {
        String visit = """
                [wife] he fell in the garden , and i have asthma , so i could not lift him up .
                [doctor] did you hit your head ?
                [patient] no .
                [doctor] and are you sleeping okay ?
                [wife] he wakes up from the pain every night .
                [doctor] any fever ?
                [patient] no , none .
                [doctor] okay , let's do a quick physical exam . there is swelling of the right knee .
                [doctor] so my impression is a right knee sprain . i want you to take meloxicam 15 milligrams daily .
                [wife] thank you doctor .
                """;
        assertThat(history(visit))
                .contains("He fell in the garden.")
                .contains("He wakes up from the pain every night.")
                .contains("He did not hit his head.")
                .contains("The patient denies fever.")
                .doesNotContainIgnoringCase("asthma")
                .doesNotContainIgnoringCase("thank");
        assertThat(section(visit, SectionKind.PHYSICAL_EXAM)).isEqualTo("Musculoskeletal: Swelling of the right knee.");
        assertThat(section(visit, SectionKind.ASSESSMENT_AND_PLAN)).contains("meloxicam 15 mg daily");
    }

    @Test
    void resultJudgedRightAfterItsTest_isTheTests() {
        assertThat(section("""
                        [doctor] i saw that they did a rapid covid test when you came in here . and that was negative .
                        [doctor] okay , let's look at your results . your hemoglobin is 8.2 , which is quite low .
                        """, SectionKind.RESULTS))
                .contains("COVID test is negative.")
                .contains("Hemoglobin is 8.2, which is quite low.");
    }

    /** What only the parent saw is the history of a child; the parent is nobody else in it. */
    @Test
    void parentsAccount_isKept_andIsNotThePatientsDeed() {
        assertThat(history("""
                [doctor] what brings him in ?
                [mother] my son has had a fever for three days . i noticed he was breathing fast last night .
                [mother] i gave him tylenol and he threw it up . my mother has asthma .
                [doctor] okay , let us examine him . so he has an ear infection .
                """))
                .contains("The patient has had a fever for 3 days.")
                .contains("He was breathing fast last night.")
                .contains("The relative gave him Tylenol")
                .doesNotContain("asthma");
    }

    @Test
    void deniedResult_staysDenied() {
        assertThat(section("""
                        [doctor] let me look at your results . your rapid strep test , you are not positive for strep .
                        """, SectionKind.RESULTS))
                .doesNotContain("reveals positive")
                .containsAnyOf("not positive", "negative", "no ");
    }

    @Test
    void thoughtsOfSuicide_areWritten_andAnInjuryIsNone() {
        String told = """
                [doctor] what brings you in ?
                [patient] i am tired
                [doctor] anything else ?
                [patient] yes , i have thoughts of ending my life
                [doctor] okay . for your fatigue i will check a blood count
                """;
        assertThat(history(told) + section(told, SectionKind.REVIEW_OF_SYSTEMS))
                .containsAnyOf("thoughts of ending", "suicidal ideation");
        String fell = """
                [doctor] so you fell ?
                [patient] yes , from the ladder
                [doctor] did you hurt yourself ?
                [patient] yes , my right wrist hurts
                """;
        assertThat(section(fell, SectionKind.REVIEW_OF_SYSTEMS)).doesNotContain("suicid");
    }
}
