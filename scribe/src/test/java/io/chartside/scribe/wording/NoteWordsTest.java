package io.chartside.scribe.wording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.Shipped;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.SectionKind;
import io.chartside.scribe.plan.PlanKind;
import io.chartside.scribe.rules.RuleText;
import io.chartside.terminology.CodeCatalog;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the engine writes by itself comes from one file of a language. */
class NoteWordsTest {
    private static final List<String> CODES = NoteWords.CODES;
    private static final String VISIT = """
            [doctor] what brings you in today ?
            [patient] my left knee hurts since monday . i have no fever and no cough .
            [doctor] okay , let's do a quick physical exam . your blood pressure is 120 over 80 . does it hurt when i press on your knee ?
            [patient] yes .
            [doctor] your heart has a regular rate and rhythm .
            [doctor] for your first problem , knee pain , i want you to take ibuprofen 600 milligrams three times a day .
            [patient] okay , sounds good .
            """;

    private static List<String> keys(String code) {
        return RuleText.rows(Shipped.TEXT, "note/" + code + ".tsv").stream()
                .map(row -> row[0])
                .toList();
    }

    @ParameterizedTest
    @FieldSource("CODES")
    void everyLanguage_hasTheKeysOfEnglishOnce(String code) {
        assertThat(keys(code)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(keys(NoteWords.ENGLISH));
    }

    @ParameterizedTest
    @FieldSource("CODES")
    void everySection_bodySystem_andKindOfPlan_hasItsWords(String code) {
        NoteWords words = new NoteWords(Shipped.TEXT, code);
        for (NoteType type : NoteType.values()) {
            assertThat(Arrays.stream(SectionKind.values()).map(kind -> words.heading(type, kind)))
                    .allSatisfy(heading -> assertThat(heading).isNotBlank());
        }
        assertThat(Stream.of("exam/systems.tsv", "finding/symptoms.tsv")
                        .flatMap(file -> RuleText.rows(Shipped.TEXT, file).stream())
                        .map(row -> words.system(row[0])))
                .allSatisfy(label -> assertThat(label).isNotBlank());
        assertThat(Arrays.stream(PlanKind.values()).map(kind -> words.of(kind.key())))
                .allSatisfy(phrase -> assertThat(phrase).contains("{}"));
    }

    /** A language made of English in brackets: what stands outside of them was written by code. */
    @Test
    void noWordOfANote_isWrittenByCode() {
        LexiconText other =
                name -> name.equals("note/en.tsv") ? bracketed(Shipped.TEXT.read(name)) : Shipped.TEXT.read(name);
        String note = NoteText.of(Scribe.create(other, CodeCatalog.empty())
                .draft(Shipped.visit(VISIT, NoteType.SOAP))
                .note());
        assertThat(note)
                .contains(
                        "<CHIEF COMPLAINT>",
                        "<VITALS REVIEWED>",
                        "<Blood Pressure:> 120/80 <mmHg.>",
                        "<PHYSICAL EXAM>",
                        "<Cardiovascular>: Regular rate and rhythm.",
                        "<Pain with> <palpation> of the knee<.>",
                        "<Treatment:>",
                        "<Patient Agreements:");
        String unwritten = note.replaceAll("<[^>]*>", "");
        assertThat(unwritten)
                .doesNotContain(
                        "COMPLAINT",
                        "HISTORY",
                        "SYSTEMS",
                        "EXAM",
                        "PLAN",
                        "denies",
                        "Denies",
                        "Reports",
                        "Treatment",
                        "Pressure",
                        "agrees");
    }

    private static String bracketed(String english) {
        return english.lines()
                .map(line -> line.startsWith("#") || line.isBlank() ? line : bracketedLine(line))
                .collect(Collectors.joining("\n"));
    }

    private static String bracketedLine(String line) {
        String[] row = line.split("\t");
        String around = Arrays.stream(row[1].split("\\{}", -1))
                .map(part -> part.isBlank() ? part : part.replaceAll("^( *)(.*?)( *)$", "$1<$2>$3"))
                .collect(Collectors.joining("{}"));
        return row[0] + "\t" + around;
    }
}
