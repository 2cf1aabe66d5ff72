package io.chartside.scribe.flag;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot both be true is flagged with both places; what can be is not flagged (MA16). */
class ContradictionsTest {
    private static final String LEFT_KNEE = """
            [doctor] so what happened to your left knee ?
            [patient] i twisted my left knee on the stairs and it has been swollen and painful .
            [doctor] let's do a physical exam . on your left knee exam you have an effusion .
            """;

    private static List<Flag> flags(String visit, ChartContext chart) {
        Draft draft = Shipped.scribe()
                .draft(new Visit(TranscriptParser.parse(visit), NoteType.SOAP, Optional.empty(), chart));
        return draft.flags().stream()
                .filter(flag -> flag.kind() == Flag.Kind.CONTRADICTION)
                .toList();
    }

    /** The one contradiction of the visit, with the words of its two places. */
    private static String only(String visit) {
        List<Flag> flags = flags(visit, ChartContext.empty());
        assertThat(flags).hasSize(1);
        Transcript transcript = TranscriptParser.parse(visit);
        StringBuilder places = new StringBuilder(flags.get(0).message());
        for (Evidence evidence : flags.get(0).evidence()) {
            Evidence.Said said = (Evidence.Said) evidence;
            places.append(" | ").append(transcript.turns().get(said.turn()).text(), said.start(), said.end());
        }
        assertThat(flags.get(0).evidence()).hasSize(2);
        return places.toString();
    }

    private static void silent(String visit) {
        assertThat(flags(visit, ChartContext.empty())).isEmpty();
    }

    @Test
    void planOnTheOtherSide() {
        assertThat(
                        only(
                                LEFT_KNEE
                                        + "[doctor] so for your first problem of knee pain i'm going to order an mri of the right knee ."))
                .contains("it is the left knee, in the plan the right")
                .contains("mri of the right knee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[doctor] for your knee pain i'm going to order an mri of the left knee .",
                "[doctor] for your knee pain i'm going to order x-rays of both knees , and of the right knee to compare .",
                "[doctor] for your knee pain i'm going to order an mri . your right shoulder needs an x-ray too .",
                "[patient] my right knee is fine .\n[doctor] i'm going to order an x-ray of the right knee as well ."
            })
    void planOfTheSameSide_orOfBoth_isNone(String plan) {
        silent(LEFT_KNEE + plan);
    }

    @Test
    void sameFigureInAnotherUnit() {
        assertThat(only("""
                        [patient] i take levothyroxine 75 micrograms every day for my thyroid .
                        [doctor] for your hypothyroidism let's continue the levothyroxine 75 milligrams once a day .
                        """)).contains("levothyroxine 75 is given in micrograms and in milligrams");
        silent("""
                [patient] i take levothyroxine 75 micrograms every day for my thyroid .
                [doctor] for your hypothyroidism let's increase the levothyroxine to 88 micrograms once a day .
                [doctor] for your diabetes continue metformin 1 gram twice a day , that is metformin 1000 milligrams .
                """);
    }

    @Test
    void chartsUnitAgainstWhatIsSaid() {
        ChartContext chart = new ChartContext(
                List.of(),
                List.of(new ChartContext.Entry("MedicationRequest/7", "Levothyroxine 75 mcg oral tablet", "")),
                List.of());
        List<Flag> flags = flags(
                "[doctor] for your hypothyroidism let's continue the levothyroxine 75 milligrams once a day .", chart);
        assertThat(flags).hasSize(1);
        assertThat(flags.get(0).evidence()).contains(new Evidence.Charted("MedicationRequest/7"));
    }

    @Test
    void oneEventWithTwoDates() {
        assertThat(only("""
                        [patient] i had my right knee replacement in 2015 and it hurts again .
                        [doctor] you had the right knee replacement in 2018 , i see here .
                        """)).contains("right knee replacement has two dates: 2015 and 2018");
        silent("""
                [patient] i had my right knee replacement in 2015 and the left knee replacement in 2018 and both hurt .
                [patient] my first heart bypass was in 2001 , the second bypass in 2010 .
                [doctor] so the appendectomy in march 2019 , and you had an appendectomy in 2019 .
                """);
    }

    @Test
    void patientAndGuestTellDifferently() {
        assertThat(only("""
                        [doctor] do you have any chest pain ?
                        [patient] no .
                        [patient_guest] he does have chest pain when he climbs the stairs .
                        """)).contains("Patient and guest tell differently of chest pain");
        silent("""
                [doctor] do you have any chest pain ?
                [patient] no .
                [patient_guest] he used to have chest pain last year .
                [patient_guest] he has a cough .
                """);
    }
}
