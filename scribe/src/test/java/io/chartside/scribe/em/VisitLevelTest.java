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
                "one self-limited | here for a bug bite | you have an insect bite of the right shin . leave it alone | STRAIGHTFORWARD | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "drug kept | here for reflux | your reflux is quiet . we keep the omeprazole as it is | LOW | STRAIGHTFORWARD | MODERATE",
                "drug begun | here for reflux | this is reflux . i will give you omeprazole in the morning | MODERATE | STRAIGHTFORWARD | MODERATE",
                "goal told | here for hypertension | your hypertension is still above where i want it . see me in a month | MODERATE | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "elective operation | here for arthritis of the knee | you have osteoarthritis of the right knee . we will go ahead with a knee replacement | MODERATE | STRAIGHTFORWARD | MODERATE",
                "operation with risk | here for arthritis of the knee | you have osteoarthritis of the right knee . we will go ahead with a knee replacement . you are at a higher risk with your heart | MODERATE | STRAIGHTFORWARD | HIGH",
                "hospital | here for vomiting | you have vomiting and you cannot keep water down , so i am admitting you tonight | HIGH | STRAIGHTFORWARD | HIGH",
                "warning | here for vomiting | you have vomiting . sip water . call 911 if you faint . if it gets worse i would send you to the emergency room | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "grave cause suspected | here for shortness of breath | for the shortness of breath , i am concerned for a pulmonary embolism | MODERATE | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "own reading | here for a cough | you have bronchitis . i looked at the chest film myself and it is clear | LOW | MODERATE | STRAIGHTFORWARD",
                "result read out | here for a cough | you have bronchitis . your chest x-ray is clear | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "discussion | here for a cough | you have bronchitis . i spoke with your pulmonologist this morning | LOW | MODERATE | STRAIGHTFORWARD",
                "sent to talk | here for a cough | you have bronchitis . i want you to talk with your pulmonologist | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "outside note | here for a cough | you have bronchitis . i read the note from your pulmonologist and i will order a chest x-ray | LOW | LOW | STRAIGHTFORWARD",
                "look-alikes | here for a cough | you have bronchitis . capillary refill is brisk . your medical record number is right | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "not prescribed | here for a cough | you have bronchitis . antibiotics will not help . if it lasts we could try albuterol | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "over the counter | here for a cough | you have bronchitis . take mucinex | LOW | STRAIGHTFORWARD | LOW",
                "toxic drug of the past | here for a cough | you have bronchitis , and you had chemotherapy long ago | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "watched for toxicity | here for rheumatoid arthritis | the rheumatoid arthritis is quiet . continue methotrexate and we check labs every month | LOW | STRAIGHTFORWARD | HIGH",
                "nothing but an exam | here for a scar check | the scar is fine . see you in six months | STRAIGHTFORWARD | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "warning without if | here for vomiting | you have gastroenteritis . call 911 for any fainting . go to the emergency room with any black stools . should you get dizzy go directly to the hospital | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "hospital of the past | here for a cough | you have bronchitis . i see your hospital admission was four days , and your trip to the emergency room showed nothing | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "sent to hospital with courtesy | here for vomiting | you have vomiting . if you are okay with it you need to go to the emergency room now | HIGH | STRAIGHTFORWARD | HIGH",
                "operation of the past | here for a cough | you have bronchitis . your knee replacement and the scar of your hernia repair look fine | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "operation not needed | here for arthritis of the knee | you have osteoarthritis of the right knee . we hold off on a knee replacement , a knee replacement would not be needed now | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "risk of something else | here for a wart | you have a wart on the left hand and i am going to freeze it . you have an increased risk of falls | STRAIGHTFORWARD | STRAIGHTFORWARD | LOW",
                "drug not chosen | here for insomnia | for your insomnia there is zolpidem but i would rather not use it . i am holding off on trazodone | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "drug allergy | here for a cough | you have bronchitis . i see your penicillin allergy in the chart | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "dose of no prescription | here for swelling of the legs | you have swelling of the legs . keep sodium under 2000 milligrams a day and vitamin d 2000 units daily | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "note for work | here for a cough | you have bronchitis . i will write you a note for work . go over to your pharmacy for the flu shot | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "no change | here for hypertension | your hypertension is at goal . no change , continue lisinopril | LOW | STRAIGHTFORWARD | MODERATE",
                "results come back | here for high cholesterol | your high cholesterol labs have come back and look great . continue atorvastatin , we went over the side effects of it | LOW | STRAIGHTFORWARD | MODERATE",
                "worse asked or feared | here for gout | how is your gout , is it getting worse ? call me when your gout gets worse . continue allopurinol to prevent a flare | LOW | STRAIGHTFORWARD | MODERATE",
                "threat asked | here for depression | your depression is quiet . continue sertraline . do you ever want to die ? | LOW | STRAIGHTFORWARD | MODERATE",
                "threat of another | here for a cough | you have bronchitis . i am sorry your father died of sepsis | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "operation talked of | here for knee pain | you have osteoarthritis of the right knee . i discussed surgery with you , i will call you after surgery and call in a referral to cardiology | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "one long sentence | here for hypertension | your heart is regular and your lungs are clear and your belly is soft and your legs are not swollen and there is no bruit in your neck and you have good pulses in both feet so for your hypertension i am going to prescribe you some lisinopril twenty milligrams and i also want to get you a referral to nutrition because right now your diet is a little bit heavy on salt and hopefully with their help we can eventually get you off that pill | MODERATE | STRAIGHTFORWARD | MODERATE",
                "prescription strength | here after i twisted my ankle | you have a left ankle sprain . take motrin , 600 milligrams every six hours | LOW | STRAIGHTFORWARD | MODERATE",
                "result after an answer | here for a cough | you have bronchitis . no , the flu test is negative and the chest x-ray is clear | LOW | LOW | STRAIGHTFORWARD",
                "blood work twice said | here for a cough | you have bronchitis . i reviewed your labs , i will order some blood work | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
                "cancer and its operation | here for colon cancer | you have colon cancer . i recommend surgery for the colon cancer , we will schedule surgery | HIGH | STRAIGHTFORWARD | MODERATE",
                "procedure with the pronoun | here for a trigger finger | you have a trigger finger of the right middle finger . i can inject that today | LOW | STRAIGHTFORWARD | LOW",
                "not read yet | here for back pain | you have low back pain . i have not looked at the mri myself | LOW | STRAIGHTFORWARD | STRAIGHTFORWARD",
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

    /** A chronic illness that is only named in the history is not addressed. */
    @Test
    void chronicIllness_thatOnlyTheHistoryNames_doesNotCount() {
        EvaluationAndManagement level = CODER.code(Shipped.visit(
                        "[doctor] what brings you in ?\n[patient] my hypertension . i also have gout .\n[doctor] any chest"
                                + " pain or shortness of breath ?\n[patient] no .\n[doctor] your heart is regular and your lungs"
                                + " are clear . so my assessment and plan . for your hypertension , it is at goal , continue"
                                + " lisinopril .",
                        NoteType.SOAP))
                .evaluationAndManagement();
        assertThat(level.problems().level()).isEqualTo(Level.LOW);
    }

    /** What the patient asks for is not decided; where tags are swapped, the words tell who the clinician is. */
    @Test
    void decisions_areTheClinicians_whateverTheTags() {
        String swapped =
                "[patient] hi , what brings you in today ? any fever or chills ?\n[doctor] i have a cough , doctor\n"
                        + "[patient] let me take a listen . your lungs are clear on exam . so you have bronchitis and i am going to"
                        + " order a chest x-ray and i want you to take mucinex\n[doctor] okay , do i need a flu test ?\n[patient] no";
        EvaluationAndManagement level =
                CODER.code(Shipped.visit(swapped, NoteType.SOAP)).evaluationAndManagement();
        assertThat(level.data().elements())
                .extracting(EvaluationAndManagement.Element::text)
                .containsExactly("x-ray");
        assertThat(level.risk().level()).isEqualTo(Level.LOW);
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
