package io.chartside.scribe.discourse;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.wording.Pronouns;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
    private static final Conversation.Reader READER = new Conversation.Reader(Shipped.TEXT);

    private static Conversation read(String text) {
        return READER.read(TranscriptParser.parse(text));
    }

    @Test
    void read_speechWithoutFullStops_isCutAtMainClauses() {
        List<String> clauses = read(
                        "[doctor] okay so your heart is regular and on your lung exam i hear some wheezing so i want to order a chest x-ray do you have any questions")
                .clauses()
                .stream()
                .map(Clause::text)
                .toList();
        assertThat(clauses)
                .containsExactly(
                        "okay so your heart is regular",
                        "and on your lung exam i hear some wheezing",
                        "so i want to order a chest x-ray",
                        "do you have any questions");
    }

    @Test
    void read_phases_followWhatTheClinicianAnnounces() {
        List<Phase> phases = read("""
                        [doctor] what brings you in
                        [patient] my hip hurts
                        [doctor] let's do a quick physical exam
                        [doctor] there is tenderness over the hip
                        [doctor] let's look at your results
                        [doctor] the x-ray is normal
                        [doctor] so my assessment and plan
                        [doctor] for your first problem of hip pain take it easy
                        """).clauses().stream().map(Clause::phase).toList();
        assertThat(phases)
                .containsExactly(
                        Phase.HISTORY,
                        Phase.HISTORY,
                        Phase.EXAM,
                        Phase.EXAM,
                        Phase.RESULTS,
                        Phase.RESULTS,
                        Phase.PLAN,
                        Phase.PLAN);
    }

    @Test
    void roles_swappedTags_areMended() {
        Conversation swapped = read("""
                        [patient] hi what brings you in today do you have any pain
                        [doctor] i've been having pain in my hip and i feel tired
                        [patient] on your hip exam i appreciate some tenderness and your x-ray looks fine
                        [doctor] okay my hip hurts me at night
                        [patient] so for your first problem i'm gon na prescribe some ibuprofen and refer you to physical therapy
                        """);
        assertThat(swapped.roles().swapped()).isTrue();
        assertThat(swapped.roles().speakers())
                .containsExactly(
                        Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN);
    }

    @Test
    void roles_missingTags_areToldFromTheWords() {
        Conversation untagged = read("""
                        tell me how long has your back been bothering you
                        i've been having it for a week and it hurts when i bend
                        let's do a quick physical exam and then i'm going to order an x-ray
                        """);
        assertThat(untagged.roles().speakers()).containsExactly(Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes .                     | YES",
                "yeah , a little           | YES",
                "no .                      | NO",
                "um no not really          | NO",
                "i do n't think so         | NO",
                "i do                      | YES",
                "not that i've noticed     | NO",
                "it started on tuesday     | OPEN"
            })
    void answer_isReadFromTheReply(String reply, Answer answer) {
        assertThat(Answer.of(reply)).isEqualTo(answer);
    }

    @Test
    void profile_withoutAnyHint_guessesNoGender() {
        assertThat(PatientProfile.of(read("[doctor] hi alex how are you\n[patient] my knee hurts"))
                        .pronouns())
                .isEqualTo(Pronouns.NEUTRAL);
        assertThat(PatientProfile.of(read("[doctor] so alex is a 30-year-old female with asthma\n[patient] hi"))
                        .pronouns())
                .isEqualTo(Pronouns.SHE);
    }

    /** Neither says what only clinicians say: how each of them talks of the body tells them apart. */
    @Test
    void swappedTags_ofAPlainConversation_areFoundOut() {
        String visit = """
                [patient] hi there , where is it that you hurt ?
                [doctor] it's my heel , it's been killing me since i went hiking .
                [patient] does it ache all day or when you stand on it ?
                [doctor] all day , i've had it for two weeks now .
                [patient] let me take a look at it . okay , there is tenderness at the back .
                [doctor] ouch , it was really bothering me this morning .
                [patient] so we're gonna get an x-ray and we can offer a boot .
                [doctor] okay .
                """;
        assertThat(READER.read(TranscriptParser.parse(visit)).roles().swapped()).isTrue();
        String right = visit.replace("[patient]", "[x]")
                .replace("[doctor]", "[patient]")
                .replace("[x]", "[doctor]");
        assertThat(READER.read(TranscriptParser.parse(right)).roles().swapped()).isFalse();
    }

    private static List<Speaker> speakers(String text) {
        return read(text).clauses().stream().map(Clause::speaker).toList();
    }

    @Test
    void read_turnThatRunsOnIntoTheAnswer_isOfBothSpeakers() {
        Conversation conversation = read("""
                [patient] okay and do you have any pain in your foot
                [patient] no my foot does not hurt but i have been having cramps in my leg
                [doctor] okay , i am going to check your pulses in your feet . you have a strong pulse .
                """);
        assertThat(conversation.clauses().get(0).speaker()).isEqualTo(Speaker.CLINICIAN);
        assertThat(conversation.clauses().get(1).speaker()).isEqualTo(Speaker.PATIENT);
        assertThat(conversation.roles().doubtful()).containsExactly(0);
    }

    @Test
    void read_dictationTaggedAsThePatient_isTheClinicians() {
        assertThat(speakers("""
                        [doctor] good morning , how can i help you today ?
                        [patient] my hip has been hurting since the summer .
                        [patient] assessment and plan . the patient has osteoarthritis of the hip . an injection was discussed and the patient expressed understanding . he will be referred to physical therapy for his exercises .
                        """)).startsWith(Speaker.CLINICIAN, Speaker.PATIENT).endsWith(Speaker.CLINICIAN);
    }

    @Test
    void read_clinicianWhoTalksOfTheOwnBicycle_isNoPatient() {
        assertThat(speakers("""
                        [doctor] i love to ride my bike in the park . i got a new one .
                        [patient] that is nice .
                        [doctor] what brings you in today ?
                        """)).startsWith(Speaker.CLINICIAN, Speaker.CLINICIAN, Speaker.PATIENT);
    }
}
