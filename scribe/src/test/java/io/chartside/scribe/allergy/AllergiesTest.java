package io.chartside.scribe.allergy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.chart.ChartContext.Entry;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.rules.RuleText;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drug ordered against an allergy of the patient's is flagged under any of its names; nothing else is (MA16). */
class AllergiesTest {
    private static final CrossReactions REACTIONS = new CrossReactions(Shipped.TEXT);
    private static final String PLAN =
            "[doctor] okay , so for your first problem , your pain . i'm gon na start you on %s twice a day .\n";

    private static Draft draft(String visit, ChartContext chart) {
        return Shipped.scribe().draft(new Visit(TranscriptParser.parse(visit), NoteType.SOAP, Optional.empty(), chart));
    }

    private static ChartContext allergy(String text) {
        return new ChartContext(List.of(), List.of(), List.of(new Entry("AllergyIntolerance/1", text, "")));
    }

    private static List<Flag> flags(String visit, ChartContext chart) {
        return draft(visit, chart).flags().stream()
                .filter(flag -> flag.kind() == Flag.Kind.CONTRADICTION)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "Motrin, Ibuprofen",
        "Ibuprofen, Motrin 200 mg tablet",
        "Augmentin, Amoxicillin",
        "Amoxicillin, Penicillin G",
        "Keflex, Cephalexin",
        "Keflex, amoxicillin",
        "Cefdinir, Cephalosporins",
        "Z-pak, Erythromycin",
        "Bactrim, Sulfa drugs",
        "Bactrim, Sulfonamide antibiotics",
        "Cipro, Levaquin",
        "Doxycycline, tetracycline",
        "Aspirin, NSAIDs",
        "Toradol, Aspirin 81 mg",
        "Norco, codeine",
        "Tramadol, Opioids",
        "Lisinopril, ACE inhibitors",
        "Entresto, Lisinopril",
        "Losartan, Valsartan",
        "Crestor, Lipitor",
        "Crestor, statins",
        "Tegretol, Phenytoin",
        "Lamictal, carbamazepine",
        "Percocet, Acetaminophen",
        "Xanax, Ativan",
        "Wegovy, Ozempic",
        "contrast, IV contrast dye",
        "Frobnimab, Frobnimab"
    })
    void anAllergyToTheDrugItsClassOrWhatItCrossReactsWith_speaksAgainstIt(String drug, String allergy) {
        assertThat(REACTIONS.speakAgainst(drug, allergy)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Amoxicillin, Sulfa drugs",
        "Azithromycin, Penicillin",
        "Ceftriaxone, Ibuprofen",
        "Doxycycline, Penicillin",
        "Furosemide, Sulfa drugs",
        "Acetaminophen, Aspirin",
        "Gabapentin, Phenytoin",
        "Losartan, Lisinopril",
        "Tramadol, Fentanyl",
        "Iron, Environmental",
        "Amoxicillin, a",
        "Naproxen, Latex",
        "Metformin, Shellfish"
    })
    void anotherAllergy_doesNot(String drug, String allergy) {
        assertThat(REACTIONS.speakAgainst(drug, allergy)).isFalse();
    }

    @Test
    void everyRowOfTheClasses_isRead() {
        for (String[] row : RuleText.rows(Shipped.TEXT, "allergy/classes.tsv")) {
            assertThat(row).hasSize(3);
            assertThat(row[0]).isIn("crossing", "named");
            String drug = row[2].split("\\|")[0];
            for (String word : row[1].split("\\|")) {
                assertThat(REACTIONS.speakAgainst(drug, word))
                        .as(drug + " " + word)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"motrin, Ibuprofen", "augmentin, Amoxicillin", "keflex, Cephalexin", "lisinopril, ACE Inhibitors"})
    void aChartedAllergy_isFlaggedWithBothPlaces(String drug, String charted) {
        List<Flag> flags = flags(PLAN.formatted(drug), allergy(charted));
        assertThat(flags).singleElement().satisfies(flag -> {
            assertThat(flag.message()).containsIgnoringCase(drug).contains("the chart lists an allergy");
            assertThat(flag.evidence()).hasSize(2).contains(new Evidence.Charted("AllergyIntolerance/1"));
        });
        assertThat(flags(PLAN.formatted("gabapentin"), allergy(charted))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] i'm allergic to penicillin .",
                "[patient] i am allergic to the penicillin .",
                "[patient] i'm allergic to latex and penicillin and codeine .",
                "[patient] no , i'm allergic to penicillin .",
                "[patient] i have a penicillin allergy .",
                "[patient] my mom says i am allergic to amoxicillin .",
                "[patient_guest] my mother is allergic to penicillin .",
                "[doctor] i see that you're allergic to penicillins .",
                "[doctor] are you allergic to penicillin ?\n[patient] yes , i get hives .",
                "[doctor] do you have any allergies to medications ?\n[patient] just amoxicillin ."
            })
    void aToldAllergy_isFlagged(String told) {
        assertThat(flags(told + "\n" + PLAN.formatted("augmentin"), ChartContext.empty()))
                .singleElement()
                .satisfies(flag -> assertThat(flag.message()).contains("an allergy that fits it was told"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] i'm allergic to a lot of things .",
                "[patient] i'm allergic to penicillin .",
                "[patient] i'm not allergic to ibuprofen .",
                "[patient] i don't have any allergies to motrin .",
                "[patient] my mother is allergic to ibuprofen .",
                "[patient] my sister can't take it , she is allergic to motrin .",
                "[patient] i take advil for my allergies .",
                "[patient] i'm allergic to cats but i take ibuprofen .",
                "[doctor] are you allergic to ibuprofen ?\n[patient] no .",
                "[doctor] your father was allergic to ibuprofen .",
                "[doctor] any allergies ?\n[patient] yes , and i take motrin for the headaches ."
            })
    void whatIsNoAllergyOfThePatientsToTheDrug_isNot(String told) {
        assertThat(flags(told + "\n" + PLAN.formatted("motrin"), ChartContext.empty()))
                .isEmpty();
    }

    @Test
    void contrastOfAnImagingStudy_isHeldAgainstItsAllergy() {
        String plan = "[doctor] okay , so for your first problem , your pain . let's get a ct scan %s contrast .\n";
        assertThat(flags(plan.formatted("with"), allergy("Iodinated contrast"))).hasSize(1);
        assertThat(flags(plan.formatted("without"), allergy("Iodinated contrast")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[patient] i'm allergic to the penicillin and the codeine .|penicillin,codeine",
                "[patient] i'm allergic to cats and dust .|cats,dust",
                "[patient] i'm allergic to a lot of things .|",
                "[patient] i'm allergic to some medications .|",
                "[patient] my mother is allergic to penicillin .|",
                "[patient] i have seasonal allergies .|",
                "[patient] i have a penicillin allergy .|penicillin",
                "[doctor] any allergies ?\\n[patient] yes , sulfa and latex .|sulfa"
            })
    void reconciliation_addsWhatThePatientIsAllergicTo(String told, String substances) {
        List<String> added = draft(told.replace("\\n", "\n") + "\n" + PLAN.formatted("gabapentin"), allergy("Peanut"))
                .reconciliation()
                .stream()
                .filter(line -> line.kind() == Reconciliation.Kind.ALLERGY && line.state() == Reconciliation.State.NEW)
                .map(Reconciliation::text)
                .toList();
        assertThat(added).isEqualTo(substances == null ? List.of() : List.of(substances.split(",")));
    }
}
