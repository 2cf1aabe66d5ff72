package io.chartside.scribe.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.transcript.TranscriptParser;
import io.chartside.scribe.transcript.UnreadableTranscriptException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no visit gets no note and a reason (MA16). */
class BadInputTest {
    private static final String ANKLE = """
            [doctor] hi peter , how are you ?
            [doctor] peter is a 34-year-old male who presents today with left ankle pain .
            [patient] i rolled my ankle three days ago and it is swollen .
            [doctor] on your ankle exam there is swelling . for your ankle sprain i want you to ice it .
            """;

    private static List<Flag.Kind> kinds(Draft draft) {
        return draft.flags().stream().map(Flag::kind).toList();
    }

    private static void refused(Draft draft) {
        assertThat(draft.refusal()).isPresent();
        assertThat(draft.note().sections()).isEmpty();
        assertThat(draft.codes()).isEmpty();
        assertThat(draft.orders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "[doctor]\n[patient]", "?! ... --"})
    void nothing_isRefusedByTheReader(String text) {
        assertThatThrownBy(() -> TranscriptParser.parse(text)).isInstanceOf(UnreadableTranscriptException.class);
    }

    @Test
    void tenMegabytes_areRefusedByTheReader() {
        assertThatThrownBy(() -> TranscriptParser.parse("[doctor] hello there\n".repeat(500_000)))
                .isInstanceOf(UnreadableTranscriptException.class)
                .hasMessageContaining("longer than");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "okay", "[doctor] yes", "banana"})
    void oneWord_isNoVisit(String word) {
        refused(Shipped.draft(word));
    }

    @ParameterizedTest
    @CsvSource({
        "Spanish, [doctor] buenos días señora ¿qué le pasa hoy y desde cuándo?|[patient] me duele mucho la rodilla desde hace tres días y no puedo caminar bien",
        "French, [doctor] bonjour madame est-ce que vous avez mal depuis longtemps ?|[patient] oui j'ai mal au genou depuis trois jours et je ne dors pas bien",
        "German, [doctor] guten tag was kann ich für sie tun und seit wann ist es so|[patient] ich habe seit drei tagen schmerzen und es ist nicht besser geworden",
        "Cyrillic, [doctor] здравствуйте что вас беспокоит|[patient] у меня болит колено уже три дня",
        "Han, [doctor] 你好今天哪里不舒服|[patient] 我的膝盖疼了三天"
    })
    void anotherLanguage_isSaid_andNoNoteMade(String language, String visit) {
        Draft draft = Shipped.draft(visit.replace('|', '\n'));
        refused(draft);
        assertThat(draft.refusal().orElseThrow()).contains(language, "reads English alone");
    }

    @Test
    void interpretedVisit_leavesTheForeignWordsOutAndSaysSo() {
        Draft draft = Shipped.draft("""
                [doctor] what brings you in today ?
                [patient] me duele mucho la rodilla izquierda desde hace tres días
                [patient_guest] she says her left knee has been hurting for three days .
                [doctor] on your knee exam , you have some swelling . so for your first problem , your knee pain , i'm gonna start you on ibuprofen 600 milligrams twice a day .
                """);
        assertThat(draft.refusal()).isEmpty();
        assertThat(kinds(draft)).contains(Flag.Kind.OTHER_LANGUAGE);
        assertThat(NoteText.of(draft.note()))
                .contains("ibuprofen 600 mg")
                .doesNotContainIgnoringCase("rodilla")
                .doesNotContainIgnoringCase("duele");
    }

    @Test
    void talkOfOtherThings_makesNoNote() {
        refused(Shipped.draft("""
                [doctor] did you see the game last night ? that goal in the last minute was something .
                [patient] we watched it with the neighbors . the whole street was out there cheering .
                [doctor] my son wants to start playing now , so i have to find him a team somewhere near the school .
                [patient] there is a good one by the park , they train every tuesday and the coach is very patient .
                [doctor] i will look it up . how is the new car , do you like it ?
                [patient] it drives very well and it needs hardly any gas , i would buy it again .
                """));
    }

    @Test
    void aFewLinesOfOtherThings_makeNoNote() {
        refused(Shipped.draft("""
                [doctor] did you see the game last night?
                [patient] yes, what a finish. the goalkeeper was amazing.
                [doctor] and the traffic on the way home was terrible.
                [patient] i took the train, it was fine. we are planning a trip to the lake.
                """));
    }

    /** A part of a visit may tell of no illness, only of how somebody lives. */
    @Test
    void aFewLinesOfHowSomebodyLives_areAPartOfAVisit() {
        assertThat(Shipped.draft("""
                [doctor] who do you live with?
                [patient] i live with my wife and two kids.
                """).refusal()).isEmpty();
    }

    @Test
    void twoPatientsGreeted_areFlagged() {
        assertThat(kinds(Shipped.draft("""
                [doctor] Good morning Mr. Jensen, how is your knee?
                [patient] The right knee still hurts when I climb stairs.
                [doctor] Let's get an X-ray and continue ibuprofen 400 mg.
                [patient] Thank you.
                [doctor] Good morning Mrs. Silva, you are here for your diabetes?
                [patient] Yes, my sugars were high, I am taking metformin 500 mg twice a day.
                """))).contains(Flag.Kind.SEVERAL_PATIENTS);
    }

    @Test
    void twoPatientsInOneRecording_areFlagged() {
        String second = """
                [patient] thank you , bye .
                [doctor] take care . okay so maria is a 71-year-old female who presents today with a cough .
                [patient] i have been coughing for two weeks .
                """;
        assertThat(kinds(Shipped.draft(ANKLE + second))).contains(Flag.Kind.SEVERAL_PATIENTS);
        assertThat(
                        kinds(
                                Shipped.draft(
                                        ANKLE
                                                + "[patient] thanks , bye .\n[doctor] hello susan , good to see you . what about your cough ?")))
                .contains(Flag.Kind.SEVERAL_PATIENTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[doctor] so peter is a 34-year-old male with an ankle sprain .",
                "[patient] my wife anna is a 33-year-old female and she has a cough .",
                "[doctor] your mother is a 70-year-old female with diabetes ?",
                "[doctor] hello anna , you are the wife ?"
            })
    void onePatientNamedTwice_orAFamily_isNotFlagged(String words) {
        assertThat(kinds(Shipped.draft(ANKLE + words))).doesNotContain(Flag.Kind.SEVERAL_PATIENTS);
    }
}
