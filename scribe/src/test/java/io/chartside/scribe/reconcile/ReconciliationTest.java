package io.chartside.scribe.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.Visit;
import io.chartside.scribe.chart.ChartContext;
import io.chartside.scribe.chart.ChartContext.Entry;
import io.chartside.scribe.draft.Draft;
import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.draft.Flag;
import io.chartside.scribe.draft.NoteText;
import io.chartside.scribe.draft.NoteType;
import io.chartside.scribe.draft.OrderSuggestion.Change;
import io.chartside.scribe.draft.OrderSuggestion.Medication;
import io.chartside.scribe.draft.OrderSuggestion.Service;
import io.chartside.scribe.draft.Reconciliation;
import io.chartside.scribe.draft.Reconciliation.Kind;
import io.chartside.scribe.draft.Reconciliation.State;
import io.chartside.scribe.transcript.TranscriptParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The visit beside the chart: references, stops, states, and no dose that neither of them holds. Over 400 lines because every case is a
 * short visit beside the same charts.
 */
class ReconciliationTest {
    private static final ChartContext CHART = new ChartContext(
            List.of(new Entry("Condition/1", "Essential hypertension", "I10")),
            List.of(
                    new Entry("MedicationRequest/1", "Metformin 500 mg tablet", "", "1 tablet twice a day"),
                    new Entry("MedicationRequest/2", "Lisinopril 10 mg tablet", "", "1 tablet once a day"),
                    new Entry("MedicationRequest/3", "Atorvastatin 20 mg tablet", "", "1 tablet at bedtime")),
            List.of(new Entry("AllergyIntolerance/1", "Sulfa drugs", "")),
            List.of(new ChartContext.Result("Observation/1", "Creatinine", "0.9 mg/dL", "2026-02-01")));

    private static Draft draft(ChartContext chart, String... plan) {
        return Shipped.scribe()
                .draft(new Visit(
                        TranscriptParser.parse(
                                "[doctor] what brings you in today ?\n[patient] i am here for my blood pressure .\n"
                                        + "[doctor] okay , so for your first problem , your high blood pressure .\n"
                                        + String.join("\n", plan)),
                        NoteType.SOAP,
                        Optional.empty(),
                        chart));
    }

    private static Medication order(Draft draft, String name) {
        return draft.orders().stream()
                .filter(Medication.class::isInstance)
                .map(Medication.class::cast)
                .filter(drug -> drug.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(draft.orders() + " lacks " + name));
    }

    private static Map<String, State> medications(Draft draft) {
        Map<String, State> states = new LinkedHashMap<>();
        draft.reconciliation().stream()
                .filter(line -> line.kind() == Kind.MEDICATION)
                .forEach(line -> states.put(line.charted().orElse(line.text()), line.state()));
        return states;
    }

    @Test
    void newChangedStoppedAndUnchanged_eachWithItsEvidence() {
        Draft draft = draft(
                CHART,
                "[doctor] let's stop the lisinopril .",
                "[doctor] i'm gon na start you on amlodipine 5 milligrams once a day .",
                "[doctor] let's increase the atorvastatin to 40 milligrams .",
                "[doctor] and continue the metformin .");

        assertThat(medications(draft))
                .containsEntry("MedicationRequest/1", State.UNCHANGED)
                .containsEntry("MedicationRequest/2", State.STOPPED)
                .containsEntry("MedicationRequest/3", State.CHANGED)
                .hasSize(4);
        assertThat(draft.reconciliation().stream()
                        .filter(line -> line.kind() == Kind.MEDICATION && line.state() == State.NEW))
                .singleElement()
                .satisfies(line -> assertThat(line.text()).startsWith("Amlodipine 5 mg"));
        assertThat(draft.reconciliation())
                .allSatisfy(line -> assertThat(line.evidence()).isNotEmpty());
        String section = NoteText.of(draft.note());
        assertThat(section)
                .contains("MEDICATION RECONCILIATION", "Stopped", "Lisinopril 10 mg tablet, 1 tablet once a day")
                .contains("increase to 40 mg");
        assertThat(order(draft, "lisinopril").charted().orElseThrow().reference())
                .isEqualTo("MedicationRequest/2");
        assertThat(order(draft, "lisinopril").charted().orElseThrow().applies()).isFalse();
    }

    @Test
    void goingOn_isOfTheChartsDosage_andMarkedSo() {
        Medication metformin = order(draft(CHART, "[doctor] let's continue the metformin ."), "metformin");
        assertThat(metformin.charted().orElseThrow().applies()).isTrue();
        assertThat(metformin.charted().orElseThrow().dosage()).isEqualTo("1 tablet twice a day");
        assertThat(metformin.dose()).isEmpty();
        assertThat(metformin.missing()).isEmpty();
        assertThat(metformin.evidence()).contains(new Evidence.Charted("MedicationRequest/1"));
    }

    @Test
    void itAndTheSameDose_areTheDrugThatWasNamedLast() {
        for (String said : List.of(
                "[doctor] okay , keep taking it .",
                "[doctor] okay , stay on the same dose .",
                "[doctor] continue it .")) {
            Draft draft = draft(CHART, "[doctor] you are on metformin .", said);
            Medication metformin = order(draft, "metformin");
            assertThat(metformin.change()).as(said).isEqualTo(Change.CONTINUE);
            assertThat(metformin.charted().orElseThrow().applies()).as(said).isTrue();
        }
        assertThat(order(
                                draft(CHART, "[doctor] you are on lisinopril .", "[doctor] please stop taking it ."),
                                "lisinopril")
                        .change())
                .isEqualTo(Change.STOP);
    }

    @Test
    void itThatMayBeTwoDrugs_ordersNothing() {
        Draft draft = draft(CHART, "[doctor] you are on metformin and lisinopril .", "[doctor] keep taking it .");
        assertThat(draft.orders()).isEmpty();
        assertThat(draft(CHART, "[doctor] you are on aspirin .", "[doctor] keep taking it .")
                        .orders())
                .isEmpty();
        assertThat(draft(
                                CHART,
                                "[doctor] you are on metformin .",
                                "[doctor] you take aspirin .",
                                "[doctor] keep taking it .")
                        .orders())
                .noneMatch(order ->
                        order instanceof Medication drug && drug.charted().isPresent());
        assertThat(draft(CHART, "[doctor] you are on metformin .", "[doctor] do not stop taking it .")
                        .orders())
                .isEmpty();
    }

    @Test
    void double_givesTheChartsDoseAsChartEvidence_andCalculatesNothing() {
        Draft draft = draft(CHART, "[doctor] let's double the metformin .");
        Medication metformin = order(draft, "metformin");
        assertThat(metformin.change()).isEqualTo(Change.INCREASE);
        assertThat(metformin.dose()).isEmpty();
        assertThat(metformin.missing()).contains("dose");
        assertThat(metformin.charted().orElseThrow().applies()).isFalse();
        assertThat(metformin.evidence()).contains(new Evidence.Charted("MedicationRequest/1"));
        assertThat(NoteText.of(draft.note())).doesNotContain("1000").contains("the new dose was not said");
    }

    @Test
    void fromOneDoseToAnother_isTheOther_andAnMriIsCalledOne() {
        Draft draft = draft(
                CHART,
                "[doctor] let's increase the lisinopril from 10 to 20 milligrams once a day .",
                "[doctor] we will get an mri of the knee .",
                "[doctor] and we will recheck our hemoglobin a1c .");
        assertThat(order(draft, "lisinopril").dose()).isEqualTo("20 mg");
        assertThat(draft.orders())
                .anyMatch(order ->
                        order instanceof Service service && service.text().startsWith("MRI"));
        assertThat(draft.orders())
                .anyMatch(order ->
                        order instanceof Service service && service.text().equalsIgnoreCase("hemoglobin a1c"));
    }

    @Test
    void brandName_isTheChartsGeneric_andDrugsOutsideTheListAreKnownByTheChart() {
        assertThat(medications(draft(CHART, "[doctor] let's stop the lipitor .")))
                .containsEntry("MedicationRequest/3", State.STOPPED);
        ChartContext rare = new ChartContext(
                List.of(),
                List.of(new Entry("MedicationRequest/9", "Zonisamide 100 mg capsule", "", "1 at night")),
                List.of());
        assertThat(order(draft(rare, "[doctor] let's stop the zonisamide ."), "zonisamide")
                        .change())
                .isEqualTo(Change.STOP);
    }

    @Test
    void goingOnAtAnotherDoseThanTheCharts_isFlagged() {
        Draft draft = draft(CHART, "[doctor] let's continue the metformin 850 milligrams twice a day .");
        assertThat(draft.flags())
                .anyMatch(flag -> flag.kind() == Flag.Kind.CONTRADICTION
                        && flag.message().contains("the chart has another dose"));
        assertThat(medications(draft)).containsEntry("MedicationRequest/1", State.CHANGED);
        assertThat(draft(CHART, "[doctor] let's continue the metformin 500 milligrams .")
                        .flags())
                .noneMatch(flag -> flag.message().contains("another dose"));
    }

    @Test
    void problemsAllergiesAndResults_ofTheChart() {
        Draft draft = draft(
                CHART,
                "[doctor] your creatinine looks fine .",
                "[patient] i am allergic to latex .",
                "[doctor] let's continue the lisinopril .");
        assertThat(draft.reconciliation())
                .anySatisfy(line -> {
                    assertThat(line.kind()).isEqualTo(Kind.PROBLEM);
                    assertThat(line.charted()).contains("Condition/1");
                    assertThat(line.discussed()).isTrue();
                })
                .anySatisfy(line -> {
                    assertThat(line.kind()).isEqualTo(Kind.ALLERGY);
                    assertThat(line.state()).isEqualTo(State.NEW);
                    assertThat(line.text()).isEqualTo("latex");
                })
                .anySatisfy(line -> {
                    assertThat(line.kind()).isEqualTo(Kind.RESULT);
                    assertThat(line.text()).isEqualTo("Creatinine 0.9 mg/dL (2026-02-01)");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] i stopped my lisinopril .",
                "[patient] i stopped taking the lisinopril last month because of the cough .",
                "[patient] i stopped the lisinopril because it was not helping .",
                "[patient] i quit taking zestril .",
                "[patient] my cardiologist took me off of the lisinopril .",
                "[patient_guest] he stopped his lisinopril ."
            })
    void aToldStop_isAState_withItsEvidence_andNoOrder(String told) {
        Draft draft = draft(CHART, told);
        assertThat(draft.orders()).isEmpty();
        assertThat(draft.reconciliation())
                .filteredOn(line ->
                        line.charted().filter("MedicationRequest/2"::equals).isPresent())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.state()).isEqualTo(State.STOPPED);
                    assertThat(line.text()).contains("told, nothing ordered");
                    assertThat(line.evidence())
                            .contains(new Evidence.Charted("MedicationRequest/2"))
                            .hasSize(2);
                });
        assertThat(medications(draft(CHART, told, "[doctor] let's continue the lisinopril .")))
                .containsEntry("MedicationRequest/2", State.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] i never stopped my lisinopril .",
                "[patient] should i stop the lisinopril ?",
                "[patient] i want to stop the lisinopril .",
                "[patient] if i stopped my lisinopril my pressure would go up .",
                "[patient] i stopped my lisinopril for a week .",
                "[patient] i stopped my lisinopril .\n[patient] i'm back on the lisinopril now .",
                "[patient] my mother stopped her lisinopril .",
                "[doctor] you stopped the lisinopril last year ."
            })
    void whatIsNotToldAsStopped_isUnchanged(String told) {
        assertThat(medications(draft(CHART, told))).containsEntry("MedicationRequest/2", State.UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] my cardiologist put me on eliquis .",
                "[patient] my cardiologist put me on metoprolol and eliquis .",
                "[patient] they started me on a new medication called eliquis last week .",
                "[patient] i was just started on eliquis ."
            })
    void aDrugToldAsBegunElsewhere_isNew_andNoOrder(String told) {
        Draft draft = draft(CHART, told);
        assertThat(draft.orders()).isEmpty();
        assertThat(draft.reconciliation())
                .filteredOn(line -> line.text().startsWith("Eliquis"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.state()).isEqualTo(State.NEW);
                    assertThat(line.charted()).isEmpty();
                    assertThat(line.evidence()).hasSize(1);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[patient] my cardiologist put my mother on eliquis .",
                "[patient] they wanted to put me on eliquis .",
                "[patient] they put me on eliquis years ago .",
                "[patient] they put me on eliquis .\n[patient] i stopped the eliquis in may .",
                "[patient] my cardiologist put me on zestril ."
            })
    void whatIsNotBegun_isNotNew(String told) {
        assertThat(medications(draft(CHART, told))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Essential hypertension|38341003",
                "Hypertension|",
                "Essential (primary) hypertension|59621000",
                "Hypertensive disorder|I10"
            })
    void aProblemOfAnotherCodeSystem_isTheSameByName(String text, String code) {
        ChartContext chart = new ChartContext(
                List.of(new Entry("Condition/1", text, code == null ? "" : code)), List.of(), List.of());
        Draft draft = draft(chart, "[doctor] for your hypertension let's start lisinopril .");
        assertThat(draft.codes()).anySatisfy(one -> assertThat(one.code()).isEqualTo("I10"));
        assertThat(draft.reconciliation())
                .filteredOn(line -> line.kind() == Kind.PROBLEM)
                .singleElement()
                .satisfies(line -> assertThat(line.charted()).contains("Condition/1"));
    }

    @Test
    void aProblemOfAnotherName_staysNew() {
        ChartContext chart =
                new ChartContext(List.of(new Entry("Condition/1", "Asthma", "195967001")), List.of(), List.of());
        assertThat(draft(chart, "[doctor] for your hypertension let's start lisinopril .")
                        .reconciliation())
                .anySatisfy(line -> assertThat(line.state()).isEqualTo(State.NEW));
    }

    @Test
    void withoutAChart_nothingIsReconciled() {
        Draft draft = draft(ChartContext.empty(), "[doctor] let's continue the metformin .");
        assertThat(draft.reconciliation()).isEmpty();
        assertThat(NoteText.of(draft.note())).doesNotContain("RECONCILIATION");
    }

    // ---- whatever is said and charted

    private static final List<String> DRUGS = List.of(
            "metformin",
            "lisinopril",
            "atorvastatin",
            "amlodipine",
            "sertraline",
            "omeprazole",
            "levothyroxine",
            "losartan");
    private static final List<String> SAID = List.of(
            "[doctor] let's continue the %s .",
            "[doctor] let's stop the %s .",
            "[doctor] let's double the %s .",
            "[doctor] let's increase the %s to %d milligrams .",
            "[doctor] i want to start you on %s %d milligrams once a day .",
            "[doctor] i will refill the %s .",
            "[doctor] keep the %s at the same dose .",
            "[doctor] you are on %s .",
            "[patient] i take my %s every day .",
            "[doctor] okay , keep taking it .",
            "[doctor] okay , stop taking it .",
            "[doctor] let's double it .",
            "[doctor] cut it in half .",
            "[doctor] same dose as before .",
            "[doctor] stay on the same dose .",
            "[doctor] let's increase it to %d milligrams .");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

    @Test
    void noDoseStandsInADraft_thatNeitherVisitNorChartHolds() {
        Random random = new Random(20261129);
        int applied = 0;
        for (int n = 0; n < 400; n++) {
            List<Entry> entries = new ArrayList<>();
            for (String drug : DRUGS) {
                if (random.nextBoolean()) {
                    int strength = 5 * (1 + random.nextInt(40));
                    entries.add(new Entry(
                            "MedicationRequest/" + drug,
                            drug + " " + strength + " mg tablet",
                            "",
                            random.nextInt(4) == 0 ? "" : (1 + random.nextInt(3)) + " tablets at night"));
                }
            }
            List<String> lines = new ArrayList<>();
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
                String line = SAID.get(random.nextInt(SAID.size()));
                lines.add(line.replace("%s", DRUGS.get(random.nextInt(DRUGS.size())))
                        .replace("%d", Integer.toString(7 * (1 + random.nextInt(90)))));
            }
            ChartContext chart = new ChartContext(List.of(), entries, List.of());
            Draft draft = draft(chart, lines.toArray(String[]::new));
            String spoken = String.join(" ", lines);
            for (Medication drug : draft.orders().stream()
                    .filter(Medication.class::isInstance)
                    .map(Medication.class::cast)
                    .toList()) {
                numbers(drug.dose() + " " + drug.frequency())
                        .forEach(
                                number -> assertThat(numbers(spoken)).as(spoken).contains(number));
                drug.charted().ifPresent(charted -> {
                    Entry entry = entries.stream()
                            .filter(one -> one.reference().equals(charted.reference()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(charted.dosage()).isEqualTo(entry.dosage());
                    assertThat(charted.name()).isEqualTo(entry.text());
                    assertThat(drug.name()).isEqualToIgnoringCase(entry.text().split(" ")[0]);
                    assertThat(drug.evidence()).contains(new Evidence.Charted(entry.reference()));
                });
                boolean applies = drug.charted().filter(one -> one.applies()).isPresent();
                applied += applies ? 1 : 0;
                assertThat(drug.dose().isEmpty() && !applies && drug.change() != Change.STOP)
                        .as(spoken)
                        .isEqualTo(drug.missing().contains("dose"));
            }
            String charted = entries.stream()
                    .map(entry -> entry.text() + " " + entry.dosage())
                    .reduce("", (a, b) -> a + " " + b);
            for (Reconciliation line : draft.reconciliation()) {
                numbers(line.text())
                        .forEach(number -> assertThat(numbers(spoken + " " + charted))
                                .as(line.text() + " of " + spoken)
                                .contains(number));
            }
            assertThat(medications(draft).keySet())
                    .containsAll(entries.stream().map(Entry::reference).toList());
        }
        assertThat(applied).isGreaterThan(50);
    }

    private static List<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).toList();
    }
}
