package io.chartside.scribe.medication;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.Shipped;
import io.chartside.scribe.rules.RuleText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every table that names drugs names those that orders are found by: a drug that one of them lacked was no drug to the others. */
class DrugNamesTest {
    private static final Map<String, Set<String>> LISTS = RuleText.lists(Shipped.TEXT, "medication/drugs.txt");
    private static final Set<String> DRUGS = LISTS.get("drugs");

    private static List<String> column(String file, int column) {
        return RuleText.rows(Shipped.TEXT, file).stream()
                .flatMap(row -> Stream.of(row[column].split("\\|")))
                .toList();
    }

    /** Names that hold no drug, and are no class and no marked other word. */
    private static List<String> unknown(List<String> names) {
        Pattern drug = DrugNames.anyOf(DRUGS);
        return names.stream()
                .filter(name -> !drug.matcher(name).find())
                .filter(name -> !LISTS.get("classes").contains(name)
                        && !LISTS.get("others").contains(name))
                .toList();
    }

    @Test
    void everyDrugOfTheCoders_isKnown() {
        assertThat(unknown(column("lexicon/medications.tsv", 1)).stream().filter(name -> !name.startsWith("(")))
                .isEmpty();
    }

    @Test
    void everyDrugOfTheAllergiesAndContraindications_isKnown() {
        assertThat(unknown(column("allergy/classes.tsv", 2))).isEmpty();
        assertThat(unknown(column("flag/contraindications.tsv", 0))).isEmpty();
    }

    @Test
    void everyBrandAndGenericName_isKnown_andOfOneDrug() {
        List<String> names = new ArrayList<>(column("medication/brands.tsv", 0));
        names.addAll(column("medication/brands.tsv", 1));
        assertThat(names).doesNotHaveDuplicates().isSubsetOf(DRUGS);
    }

    @Test
    void aName_isADrugOrAClassOrNeither() {
        Collection<String> others = new HashSet<>(LISTS.get("others"));
        others.retainAll(DRUGS);
        assertThat(others).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "empagliflozin",
                "sitagliptin",
                "tirzepatide",
                "promethazine",
                "meclizine",
                "ticagrelor",
                "erythromycin",
                "epipen",
                "methylphenidate",
                "benzonatate",
                "mirabegron",
                "lovastatin"
            })
    void aSpokenDrug_isOrdered(String drug) {
        assertThat(Shipped.draft("[doctor] okay , so for your first problem , i'm gon na start you on " + drug + " .\n")
                        .orders())
                .as(drug)
                .hasSize(1);
    }
}
