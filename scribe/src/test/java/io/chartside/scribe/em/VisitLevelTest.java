package io.chartside.scribe.em;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.coding.Coder;
import io.chartside.scribe.draft.EvaluationAndManagement;
import io.chartside.scribe.draft.EvaluationAndManagement.Level;
import io.chartside.scribe.draft.NoteType;
import io.chartside.terminology.CodeCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitLevelTest {
    private static final Coder CODER = Coder.create(Shipped.TEXT, CodeCatalog.empty());

    @ParameterizedTest
    @CsvSource({
        "LOW, STRAIGHTFORWARD, MODERATE, LOW",
        "MODERATE, MODERATE, STRAIGHTFORWARD, MODERATE",
        "HIGH, STRAIGHTFORWARD, STRAIGHTFORWARD, STRAIGHTFORWARD",
        "HIGH, HIGH, LOW, HIGH",
        "LOW, LOW, LOW, LOW"
    })
    void level_isWhatTwoOfThreeColumnsReach(Level problems, Level data, Level risk, Level level) {
        assertThat(VisitLevel.twoOfThree(problems, data, risk)).isEqualTo(level);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sprain , boot | here after i sprained my right ankle | you have an ankle sprain of the right ankle . your x-ray is normal . use the boot and tylenol | LOW | STRAIGHTFORWARD | LOW",
                "two chronic , prescription , three tests | here for hypertension and diabetes | for your hypertension increase lisinopril . for your diabetes i will order an a1c , a lipid panel and a urinalysis | MODERATE | MODERATE | MODERATE",
                "nothing but an exam | here for a scar check | the scar is fine . see you in six months | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
            })
    void columns_countWhatWasSaid(String name, String opening, String plan, Level problems, Level data, Level risk) {
        EvaluationAndManagement level = level(opening, plan);
        assertThat(level.problems().level()).isEqualTo(problems);
        assertThat(level.data().level()).isEqualTo(data);
        assertThat(level.risk().level()).isEqualTo(risk);
    }

    @Test
    void deniedAndSupposedElements_doNotCount() {
        EvaluationAndManagement level = level(
                "here for a cough",
                "for your cough , you do not need an x-ray . if it does not pass we may consider an mri");
        assertThat(level.data().elements()).isEmpty();
        assertThat(level.data().level()).isEqualTo(Level.STRAIGHTFORWARD);
    }

    /** A chronic illness whose treatment changes is not at its goal, whoever speaks in between. */
    @Test
    void onlyProblem_whoseTreatmentChanges_isNotAtGoal() {
        assertThat(level(
                                "here for arthritis of the hip",
                                "you have osteoarthritis of the right hip . i recommend surgery")
                        .problems()
                        .level())
                .isEqualTo(Level.MODERATE);
        EvaluationAndManagement level = CODER.code(Shipped.visit(
                        "[doctor] here for hypertension and gout , right ?\n[patient] yes .\n[doctor] the gout is quiet ."
                                + " for your hypertension , how is the pressure at home ?\n[patient] up and down .\n[doctor]"
                                + " okay , let's increase your lisinopril to 20 mg .",
                        NoteType.SOAP))
                .evaluationAndManagement();
        assertThat(level.problems().elements())
                .extracting(EvaluationAndManagement.Element::text)
                .anyMatch(text -> text.contains("ypertension") && text.endsWith("not at goal"))
                .noneMatch(text -> text.contains("out,") && text.endsWith("not at goal"));
    }

    @Test
    void missingForTheNextLevel_isTold() {
        EvaluationAndManagement level = level("here for a cough", "for your cough take mucinex");
        assertThat(level.level()).isNotEqualTo(Level.HIGH);
        assertThat(level.missingForNext())
                .isNotEmpty()
                .allSatisfy(m -> assertThat(m).matches("(Problems|Data|Risk): .+"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "i spent a total of thirty five minutes on this visit today | 35 | false | MODERATE",
                "total time spent was 22 minutes | 22 | false | LOW",
                "as a new patient , i spent forty five minutes with the chart and with you | 45 | true | MODERATE",
                "i spent ninety minutes in all | 90 | false | HIGH",
            })
    void statedTime_givesALevelOfItsOwn(String words, int minutes, boolean isNew, Level expected) {
        assertThat(level("here for a cough", "for your cough take mucinex . " + words)
                        .byTime())
                .hasValueSatisfying(t -> {
                    assertThat(t.minutes()).isEqualTo(minutes);
                    assertThat(t.newPatient()).isEqualTo(isNew);
                    assertThat(t.level()).isEqualTo(expected);
                    assertThat(t.evidence()).hasSize(1);
                });
    }

    @Test
    void timesOfOtherThings_areNotTheVisits() {
        assertThat(level("here for a cough", "ice it for twenty minutes , i spent the weekend at home")
                        .byTime())
                .isEmpty();
    }

    @Test
    void treatmentSteppedUp_meansNotAtGoal_andBelongsToItsProblem() {
        EvaluationAndManagement level = level(
                "here for hypertension and asthma",
                "for your asthma continue the albuterol . for your hypertension let us increase the lisinopril");
        assertThat(level.problems().elements())
                .extracting(EvaluationAndManagement.Element::text)
                .anyMatch(t -> t.contains("hypertension") && t.endsWith("not at goal"))
                .anyMatch(t -> t.contains("asthma") && t.endsWith("stable"));
    }

    @Test
    void parentsHistory_isAnIndependentHistorian() {
        String transcript = "D: what is going on with her ?\n"
                + "[patient_guest] she has had a cough since monday and she was up all night and would not eat her food\n"
                + "D: she has croup , i will give her dexamethasone\n[patient_guest] okay thank you";
        assertThat(CODER.code(Shipped.visit(transcript, NoteType.SOAP))
                        .evaluationAndManagement()
                        .data()
                        .level())
                .isEqualTo(Level.LOW);
    }

    @Test
    void everyElement_hasItsEvidence() {
        EvaluationAndManagement level =
                level("here for hypertension", "for your hypertension start lisinopril and order an ekg");
        assertThat(level.data().elements())
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e.evidence()).isNotEmpty());
        assertThat(level.risk().elements())
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e.evidence()).isNotEmpty());
    }

    private static EvaluationAndManagement level(String opening, String plan) {
        String transcript = "D: hi , how are you ?\nP: i am well\nD: so you are " + opening
                + "\nP: yes\nD: let me do a quick physical exam\nP: sure\n"
                + "D: so let's talk about my assessment and plan . " + plan + "\nP: okay";
        return CODER.code(Shipped.visit(transcript, NoteType.SOAP)).evaluationAndManagement();
    }
}
