package io.chartside.scribe.coding;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.draft.CodeExclusion;
import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.NoteType;
import io.chartside.terminology.CodeCatalog;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One row a guideline rule: a short visit, the codes it must suggest, the codes it must not. (MH5) */
class CoderRulesTest {
    private static final Coder CODER = Coder.create(Shipped.TEXT, CodeCatalog.empty());

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "IV.D symptom without a cause | here today with a headache | for your first problem the headache , take tylenol | R51.9 | G43.909",
                "IV.D symptom beside its cause | here today with heartburn and right knee pain | for your knee pain , you have arthritis of the right knee | M17.11 | M25.561",
                "IV.H uncertain diagnosis | here today with left shoulder pain | for the left shoulder pain , this is probably rotator cuff tendinitis | M25.512 | M75.82",
                "I.A.15 diabetes with neuropathy | here for follow up of type 2 diabetes and neuropathy | for your diabetes and your neuropathy we continue metformin | E11.40 | E11.9;G62.9",
                "I.A.15 diabetes with foot ulcer | here for a foot ulcer on the right foot and diabetes | for your diabetes , and for the foot ulcer we clean it | E11.621;L97.519 | E11.9",
                "I.A.15 diabetes with kidney disease | here for diabetes and chronic kidney disease stage 3 | for your diabetes continue metformin , for your chronic kidney disease we check labs | E11.22;N18.30 | E11.9;N18.9",
                "I.C.4.a poorly controlled diabetes | here for diabetes | for your diabetes , it is uncontrolled , the diabetes a1c is high , increase metformin | E11.65 | E11.9",
                "I.C.9.a.1 hypertension with heart failure | here for hypertension and congestive heart failure | for your hypertension continue lisinopril , for your congestive heart failure continue lasix | I11.0;I50.9 | I10",
                "I.C.9.a.2 hypertension with kidney disease | here for hypertension and chronic kidney disease | for your hypertension continue lisinopril , for your chronic kidney disease check labs | I12.9;N18.9 | I10",
                "I.C.9.a.3 all three | here for hypertension , heart failure and chronic kidney disease | for your hypertension lisinopril , for your heart failure lasix , for your chronic kidney disease labs | I13.0;I50.9;N18.9 | I10;I11.0;I12.9",
                "I.C.19.a seventh character and side | here after i twisted my left ankle | you have an ankle sprain of the left ankle | S93.402A | S93.401A;M25.572",
                "I.B.13 both sides without a bilateral code | here today for pain in both knees | for your pain in both knees take tylenol | M25.561;M25.562 | M25.569",
                "I.A.17 the ulcer beside its cause | here for a diabetic foot ulcer on the left heel | for your diabetic foot ulcer we clean it , the ulcer of the left heel is dry | E11.621;L97.429 | L97.529",
                "I.C.9.a any type of heart failure | here for hypertension and acute on chronic systolic heart failure | for your hypertension continue lisinopril , for your acute on chronic systolic heart failure increase lasix | I11.0;I50.23 | I10",
                "I.C.19.a healing | here for a follow up of the fracture , four week follow up of a distal radius fracture of the left wrist | the distal radius fracture of the left wrist is healing well | S52.502D | S52.502A",
                "I.B.14 body mass index | here for obesity | for your obesity , your bmi is 36 , see the dietitian | E66.9;Z68.36 | Z68.30",
                "bilateral code | here for carpal tunnel | you have bilateral carpal tunnel syndrome | G56.03 | G56.01;G56.02",
                "finger and side | here for my right middle finger | you have a distal phalanx fracture of the right middle finger | S62.632A | S62.639A",
                "I.B.2 the more specific name | here for anemia | for your anemia , you have iron deficiency anemia | D50.9 | D64.9",
                "I.B.9 nausea with vomiting | here for nausea and vomiting | for your nausea and vomiting take zofran | R11.2 | R11.0;R11.10",
                "I.C.21.c.4 history | here for a check of my moles , i had melanoma years ago and history of melanoma | no new moles , for your history of melanoma we do a skin check | Z85.820 | C43.9",
                "I.C.21.c.3 long-term drug | here for diabetes , i take metformin | for your diabetes continue metformin | E11.9;Z79.84 | E11.65",
                "I.C.21.c.3 operation planned | here for arthritis of the right hip | you have osteoarthritis of the right hip , we are going ahead with a total hip replacement | M16.11 | Z96.641",
                "I.C.21.c.3 operation done | here for pain in my left hip , i had a hip replacement on the right side in 2019 | for your left hip pain , you have arthritis of the left hip | M16.12;Z96.641 | M16.11",
                "I.C.2.m cancer of the past | i had bladder cancer in 2016 | history of bladder cancer , the cystoscopy is clean | Z85.51 | C67.9",
                "I.C.2.m site of a past cancer | i had a melanoma on my arm in twenty fifteen , history of melanoma | no new moles , for your history of melanoma we check the skin | Z85.820 | C43.60;C43.62",
                "IV.J screened for | here for a cough | you have bronchitis . we screen you for diabetes and test you for hepatitis c | J40 | E11.9;B19.20",
                "IV.J what may develop | here for a lisfranc fracture of the right foot | the lisfranc dislocation of the right foot needs rest or you can develop arthritis in that foot | S93.324A | M19.071;M19.079",
                "IV.J as a child | here for a cough , when i was a kid i had asthma attacks and croup | for your cough , you have bronchitis | J40 | J05.0",
                "I.B.5 fever of an infection | here for a fever and a cough | for the fever and the cough , you have pneumonia and the fever is from that | J18.9 | R50.9;R05.9",
                "I.B.2 low back pain | here for back pain | for your back pain , it is low back pain from sitting | M54.50 | M54.9",
                "no , it is another | is it a skin cancer , doctor ? D: no , it's a seborrheic keratosis | no , it's a seborrheic keratosis of the back | L82.1 | C44.90",
                "idioms | here for a bad heel | you have plantar fasciitis , roll it on a cold bottle . we put a band-aid on it | M72.2 | J00;B20",
                "IV.M before an operation | here for clearance before my hernia surgery | you are cleared , for your hypertension continue lisinopril | Z01.818;I10 | Z01.89",
                "I.C.19.a weeks after | here six weeks after the ankle sprain of the right ankle | the right ankle sprain is healing nicely | S93.401D | S93.401A",
                "I.C.9.a.7 one high reading | here for a cough | you have bronchitis . that is one elevated reading , i would not call it hypertension | J40;R03.0 | I10",
                "I.B.5 fever not of a chronic or superficial infection | here for a fever | the fever has no clear cause yet . you have toenail fungus , a wart on the hand and chronic hepatitis c | R50.9 | A00.0",
                "the year of another illness | here for a cough | you have bronchitis , and in 2019 you had pneumonia | J40 | J18.9",
                "I.C.2.m cancer under treatment | here for follow up | your left breast cancer was diagnosed in 2024 and you are on chemotherapy now | C50.912 | Z85.3",
                "I.C.2.n leukemia in remission | here for follow up of my leukemia | your leukemia is in remission . see me in three months | C95.91 | C95.90;Z85.6",
                "I.C.21.c.3 scheduled operation | here for arthritis of the hip | you have osteoarthritis of the right hip . your hip replacement is scheduled for next month | M16.11 | Z96.641",
                "I.C.21.c.3 declined operation | here for ulcerative colitis | you have ulcerative colitis . you declined a colostomy | K51.90 | Z93.3",
                "side taken back by the patient | here for pain in my left knee , no wait , my right knee | you have osteoarthritis of the knee | M17.11 | M17.12",
                "side taken back by the clinician | here for pain in my right shoulder | you have a rotator cuff tear of the left shoulder . i am sorry , i mean the right shoulder | M75.101 | M75.102",
                "family is not the patient | my mother has breast cancer , i am here for a cough | for your cough take mucinex | R05.9 | C50.919",
            })
    void rule_choosesAndExcludes(String rule, String opening, String assessment, String expected, String forbidden) {
        List<String> codes = codes(visit(opening, assessment));
        assertThat(codes).containsAll(Arrays.asList(expected.split(";")));
        assertThat(codes).doesNotContainAnyElementsOf(Arrays.asList(forbidden.split(";")));
    }

    @Test
    void firstListed_isTheReasonForTheVisit() {
        Coded coded = code(visit(
                "she has a past medical history significant for hypertension and she is here today for right knee pain",
                "for your first problem of right knee pain use ice . for your hypertension continue lisinopril"));
        assertThat(coded.suggestions()).first().extracting(CodeSuggestion::code).isEqualTo("M25.561");
        assertThat(coded.suggestions()).extracting(CodeSuggestion::rank).containsExactly(1, 2);
    }

    @Test
    void causeStandsBeforeItsManifestation() {
        List<String> codes = codes(visit(
                "here for congestive heart failure and hypertension",
                "for your congestive heart failure continue lasix . for your hypertension continue lisinopril"));
        assertThat(codes.indexOf("I11.0")).isLessThan(codes.indexOf("I50.9"));
    }

    @Test
    void exclusions_tellTheirReason() {
        Coded coded = code(visit(
                "here today with left shoulder pain",
                "for the left shoulder pain , i suspect a rotator cuff tear . my father has gout"));
        assertThat(coded.exclusions())
                .filteredOn(e -> e.code().startsWith("M75.10"))
                .singleElement()
                .satisfies(e -> assertThat(e.rule()).isEqualTo("IV.H"));
        assertThat(coded.exclusions()).extracting(CodeExclusion::code).contains("M10.9");
    }

    @ParameterizedTest
    @CsvSource({"2021-06-01,M54.5", "2021-10-01,M54.50", ",M54.50"})
    void dateOfService_choosesTheEdition(LocalDate day, String expected) {
        Visit today =
                Shipped.visit(visit("here for low back pain", "for your low back pain take tylenol"), NoteType.SOAP);
        Visit visit = new Visit(today.transcript(), today.noteType(), Optional.ofNullable(day), today.chart());
        assertThat(CODER.code(visit).suggestions())
                .extracting(CodeSuggestion::code)
                .containsExactly(expected);
    }

    @Test
    void encounterForAnExamination_isListedFirst() {
        assertThat(codes(visit(
                        "here today for her annual exam with a history of hypertension",
                        "for your hypertension continue lisinopril . for your annual exam we do your labs")))
                .startsWith("Z00.00");
    }

    @Test
    void confidence_isNeverCertainty() {
        assertThat(code(visit(
                                "here for hypertension",
                                "for your hypertension continue lisinopril , the hypertension is fine"))
                        .suggestions())
                .allSatisfy(c -> assertThat(c.confidence()).isBetween(0.2, 0.97));
    }

    @Test
    void bloodPressureInPassing_isNotHypertension() {
        assertThat(codes(visit(
                        "here for a migraine",
                        "for your migraine start propranolol , when you stand up your blood pressure may fall")))
                .contains("G43.909")
                .doesNotContain("I10");
    }

    @Test
    void dateless_emptyVisit_suggestsNothing() {
        assertThat(code("D: hello there\nP: good morning").suggestions()).isEmpty();
    }

    private static String visit(String opening, String assessment) {
        return "D: hi , how are you ?\nP: i am well\nD: so " + opening + "\nP: that is right\n"
                + "D: let me do a quick physical exam\nP: sure\n"
                + "D: so let's talk about my assessment and plan . " + assessment + "\nP: okay , thank you";
    }

    private static List<String> codes(String transcript) {
        return code(transcript).suggestions().stream().map(CodeSuggestion::code).toList();
    }

    @ParameterizedTest
    @CsvSource({"2026-03-04, R10.A2, Left flank pain", "2025-03-04, R10.9, Unspecified abdominal pain"})
    void codeThatWasReplaced_isShownWithTheTitleOfItsYear(LocalDate day, String code, String display) {
        Visit said = Shipped.visit(
                "D: what is wrong\nP: i have pain in my left flank\nD: for your left flank pain take tylenol",
                NoteType.SOAP);
        Visit visit = new Visit(said.transcript(), said.noteType(), Optional.of(day), said.chart());
        assertThat(CODER.code(visit).suggestions())
                .extracting(CodeSuggestion::code, CodeSuggestion::display)
                .contains(org.assertj.core.groups.Tuple.tuple(code, display));
    }

    private static Coded code(String transcript) {
        return CODER.code(Shipped.visit(transcript, NoteType.SOAP));
    }
}
