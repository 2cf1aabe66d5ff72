package io.chartside.scribe.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.document.ChartDocument.Line;
import io.chartside.scribe.document.VisitNote.Medicine;
import io.chartside.scribe.document.VisitNote.Service;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.Section;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.draft.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a patient takes home in Spanish: whole phrases or English, never half of each; drugs and numbers letter by letter. */
class SpanishInstructionsTest {
    private static final PatientInstructions INSTRUCTIONS = new PatientInstructions(Shipped.TEXT);
    private static final Evidence SAID = new Evidence.Said(0, "u0", 0, 1);

    private static Section section(SectionKind kind, String... statements) {
        return new Section(
                kind,
                kind.display(),
                List.of(new Section.Paragraph(
                        "",
                        false,
                        Stream.of(statements)
                                .map(text -> new Statement(text, List.of(SAID)))
                                .toList())));
    }

    private static Medicine medicine(String name, String dosage, Change change, boolean missing) {
        return new Medicine("MedicationRequest/1", name, dosage, change, missing, List.of(SAID));
    }

    private static List<String> lines(ChartDocument document) {
        return document.parts().stream()
                .flatMap(part -> part.groups().stream())
                .flatMap(group -> group.lines().stream())
                .map(Line::text)
                .toList();
    }

    private static ChartDocument spanish() {
        return INSTRUCTIONS.of(
                new VisitNote(
                        "Composition/1",
                        true,
                        List.of(
                                section(SectionKind.CHIEF_COMPLAINT, "Knee pain."),
                                section(
                                        SectionKind.INSTRUCTIONS,
                                        "The patient will follow up in 2 weeks.",
                                        "She should elevate her leg.")),
                        List.of(
                                medicine("Lisinopril", "20 mg by mouth once a day", Change.INCREASE, false),
                                medicine("Ibuprofen", "", Change.START, true),
                                medicine("Warfarin", "2.5 mg as the clinic tells", Change.CONTINUE, false),
                                medicine("Amlodipine", "", Change.STOP, false),
                                new Service("ServiceRequest/1", "Urinalysis", false, List.of(SAID)),
                                new Service("ServiceRequest/2", "Frobnication", false, List.of(SAID)))),
                "es");
    }

    @Test
    void fixedPhrases_areSpanish_andDrugsAndNumbersStayAsTheyAre() {
        ChartDocument document = spanish();
        assertThat(document.language()).isEqualTo("es");
        assertThat(document.parts()).extracting(ChartDocument.Part::heading).contains("SUS MEDICINAS");
        assertThat(lines(document))
                .contains(
                        "Usted vino por: dolor de rodilla.",
                        "Aumente Lisinopril: 20 mg por la boca una vez al día.",
                        "Empiece con Ibuprofen. Pregúntenos cuánto tomar y cuándo.",
                        "Deje de usar Amlodipine.",
                        "Pedimos: análisis de orina.",
                        "Regrese en 2 semanas.");
        assertThat(document.flags()).anyMatch(flag -> flag.message().contains("must review"));
    }

    @Test
    void whatHasNoWords_staysEnglishWhole_andIsToldApart() {
        ChartDocument document = spanish();
        assertThat(lines(document))
                .contains(
                        "Siga con Warfarin: (en inglés) «2.5 mg as the clinic tells».",
                        "Pedimos: (en inglés) «Frobnication».");
        assertThat(document.parts().get(document.parts().size() - 1).groups())
                .filteredOn(group -> group.label().startsWith("En inglés"))
                .singleElement()
                .satisfies(group ->
                        assertThat(group.lines()).extracting(Line::text).containsExactly("You should raise your leg."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "600 mg by mouth 3 times a day|600 mg por la boca 3 veces al día",
                "1 tablet by mouth every 6 hours as needed for pain|1 tableta por la boca cada 6 horas cuando lo necesite para el dolor",
                "2.5 mg once a day for 10 days|2.5 mg una vez al día durante 10 días",
                "1 to 2 tablets, with food|1 a 2 tabletas, con comida",
                "0.5 mL under the skin weekly|0.5 mL debajo de la piel cada semana",
                "5 mg by some new way|",
                "Take 5 mg Coumadin daily|"
            })
    void dosages_areWhollySpanishOrNotAtAll(String english, String spanish) {
        assertThat(new PatientLanguage(Shipped.TEXT, "es").of(english).orElse(null))
                .isEqualTo(spanish);
    }

    @Test
    void noWordHasTwoMeanings() {
        assertThat(io.chartside.scribe.rules.RuleText.rows(Shipped.TEXT, "document/es/words.tsv"))
                .allSatisfy(row -> assertThat(row).hasSize(2))
                .extracting(row -> row[0])
                .doesNotHaveDuplicates();
    }

    @Test
    void grade_isByAFormulaForSpanish() {
        ReadingGrade grade = spanish().grade().orElseThrow();
        assertThat(grade.formula()).isEqualTo(ReadingGrade.Formula.CRAWFORD);
        assertThat(grade.grade()).isBetween(0.0, 8.0);
        // 5 words, 1 sentence, 9 syllables: -0.205 * 20 + 0.049 * 180 - 3.407 = 1.313
        assertThat(ReadingGrade.of(List.of("Tome agua cada dos horas."), ReadingGrade.Formula.CRAWFORD))
                .isEqualTo(new ReadingGrade(1.3, 1, 5, 9, ReadingGrade.Formula.CRAWFORD));
    }

    @ParameterizedTest
    @CsvSource({
        "agua,2",
        "cuando,2",
        "día,2",
        "medicina,4",
        "quince,2",
        "guerra,2",
        "pingüino,3",
        "leer,2",
        "poeta,3",
        "oído,3",
        "radiografía,5",
        "ciudad,2",
        "hoy,1",
        "mayo,2",
        "y,1",
        "400,3"
    })
    void syllables_areSpanishOnes(String word, int syllables) {
        assertThat(ReadingGrade.spanish(word)).isEqualTo(syllables);
    }

    @Test
    void everyLanguage_hasEveryPhrase() {
        var english = new PatientLanguage(Shipped.TEXT, "en").phrases();
        for (String code : PatientInstructions.languages()) {
            var phrases = new PatientLanguage(Shipped.TEXT, code).phrases();
            assertThat(phrases.keySet()).as(code).isEqualTo(english.keySet());
            phrases.forEach((key, phrase) -> assertThat(phrase.contains("{}"))
                    .as(code + " " + key)
                    .isEqualTo(english.get(key).contains("{}")));
        }
    }

    @ParameterizedTest
    @CsvSource({"es,es", "es-MX,es", "ES_419,es", "en-US,en", "fr,", "est,", "'',"})
    void languages_areKnownByTheirPrimarySubtag(String tag, String known) {
        assertThat(PatientInstructions.language(tag).orElse(null)).isEqualTo(known);
    }
}
