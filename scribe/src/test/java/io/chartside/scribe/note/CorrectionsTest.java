package io.chartside.scribe.note;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.OrderSuggestion;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a speaker takes back does not stand in the note, and whom the words are not about gets none. */
class CorrectionsTest {
    private static final String START = """
            [doctor] what brings you in today ?
            [patient] %s
            """;
    private static final String PAIN = START.formatted("i have pain in my knee and a fever since monday .");

    private static List<Statement> statements(Draft draft) {
        return draft.note().sections().stream()
                .flatMap(section -> section.paragraphs().stream())
                .flatMap(paragraph -> paragraph.statements().stream())
                .toList();
    }

    private static List<OrderSuggestion.Medication> drugs(Draft draft) {
        return draft.orders().stream()
                .filter(OrderSuggestion.Medication.class::isInstance)
                .map(OrderSuggestion.Medication.class::cast)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i hurt my left knee , sorry , right knee .             | hurt their right knee.",
                "i hurt my left knee , no wait , my right knee .        | hurt their right knee.",
                "i hurt my left knee , i mean my right knee .           | hurt their right knee.",
                "i hurt my right big toe , oops , left big toe .        | hurt their left big toe.",
                "my left knee hurts . sorry , my right knee .           | Their right knee is painful.",
            })
    void sideTakenBack_standsAsItWasMeant_restingOnBoth(String said, String written) {
        Draft draft = Shipped.draft(START.formatted(said + " it has been painful and swollen since monday ."));
        String note = NoteText.of(draft.note());
        assertThat(note).contains(written).doesNotContain("sorry", "wait", "oops", "mean");
        String turn = said.contains("right knee") ? "right" : "left";
        assertThat(statements(draft))
                .filteredOn(s -> s.text().contains(written))
                .allSatisfy(s -> assertThat(s.evidence()).anySatisfy(e -> {
                    Evidence.Said span = (Evidence.Said) e;
                    assertThat((said + " it has been painful and swollen since monday .")
                                    .substring(span.start(), span.end()))
                            .contains("left", "right", turn);
                }));
    }

    @Test
    void sidesThatAreBothMeant_stay() {
        assertThat(NoteText.of(Shipped.draft(START.formatted("my left knee hurts and my right knee is swollen ."))
                        .note()))
                .contains("left knee", "right knee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ibuprofen 400 , sorry , 600 milligrams three times a day",
                "ibuprofen 400 milligrams , wait , 600 milligrams three times a day",
                "ibuprofen four hundred , i mean six hundred milligrams three times a day",
                "ibuprofen 400 milligrams , sorry , 600 three times a day",
            })
    void doseTakenBack_isNeitherOrderedNorWritten(String said) {
        Draft draft = Shipped.draft(PAIN
                + "[doctor] let's look at your results . the x-ray of your knee shows no fracture . i'm going to prescribe "
                + said + " .");
        assertThat(drugs(draft)).extracting(OrderSuggestion.Medication::dose).containsExactly("600 mg");
        assertThat(NoteText.of(draft.note()))
                .contains("ibuprofen 600 mg 3 times daily")
                .doesNotContain("400");
    }

    @Test
    void doseSaidAfterAnImage_isNoResult() {
        Draft draft = Shipped.draft(
                PAIN
                        + "[doctor] let's look at your results . the x-ray of your knee shows no fracture . it is 600 milligrams of ibuprofen , no , it is 400 milligrams .");
        assertThat(draft.note().sections())
                .filteredOn(section -> section.kind() == SectionKind.RESULTS)
                .singleElement()
                .satisfies(section ->
                        assertThat(NoteText.body(section)).isEqualTo("X-ray of the knee reveals no fracture."));
    }

    @Test
    void clinicianTalkingOfTheOwnFamily_saysNothingOfThePatient() {
        Draft draft = Shipped.draft(
                PAIN
                        + "[doctor] my mother had chest pain like that and she took lisinopril for years . my dad had a heart attack . let me listen to your heart . regular rate and rhythm .");
        assertThat(NoteText.of(draft.note()).toLowerCase())
                .contains("regular rate and rhythm")
                .doesNotContain("lisinopril", "heart attack", "chest pain", " she ", " her ");
    }

    @Test
    void patientsFamily_stays() {
        assertThat(NoteText.of(Shipped.draft(PAIN + "[patient] my mother had diabetes and my dad had a stroke .")
                        .note()))
                .containsIgnoringCase("mother had diabetes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "your psychiatrist prescribes your sertraline , that will not change .",
                "dr smith started you on sertraline .",
                "they put you on sertraline 50 milligrams in the hospital .",
                "you were started on sertraline by the clinic .",
            })
    void drugOfAnotherClinician_isNoOrder(String said) {
        Draft draft = Shipped.draft(PAIN
                + "[doctor] so for your hypertension , let's increase the lisinopril to 20 milligrams daily . " + said);
        assertThat(drugs(draft)).extracting(OrderSuggestion.Medication::name).containsExactly("Lisinopril");
    }
}
