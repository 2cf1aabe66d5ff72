package io.chartside.mappings.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which drugs are controlled (MT7; 21 CFR 1308.12 to 1308.15). */
class ControlledSubstancesTest {
    private static final String RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";

    private static MedicationRequest of(String text) {
        return new MedicationRequest().setMedication(new CodeableConcept().setText(text));
    }

    @ParameterizedTest
    @CsvSource({
        "Oxycodone, II",
        "OxyContin 10 mg, II",
        "oxycodone-acetaminophen, II",
        "Percocet, II",
        "hydrocodone/acetaminophen 5-325, II",
        "MS-Contin, II",
        "Adderall XR, II",
        "buprenorphine / naloxone, III",
        "Depo Testosterone, III",
        "Xanax, IV",
        "zolpidem tartrate, IV",
        "tramadol, IV",
        "Lyrica, V",
        "Syndros 5 mg/mL, II",
        "dronabinol 2.5 mg capsule, III",
        "Fioricet, III",
        "Trezix, II",
        "Motofen, IV",
        "Lomotil, V",
        "Xywav, III",
        "serdexmethylphenidate / dexmethylphenidate, II",
        "Azstarys, II",
        "Butisol, III",
        "Vimpat, V"
    })
    void controlled_byAnyName(String name, String schedule) {
        assertThat(ControlledSubstances.schedule(of(name))).contains(schedule);
        assertThat(ControlledSubstances.schedule(new MedicationRequest()
                        .setMedication(new CodeableConcept().addCoding(new Coding("http://x", "1", name)))))
                .contains(schedule);
        assertThat(ControlledSubstances.schedule(
                        new MedicationRequest().setMedication(new Reference("Medication/1").setDisplay(name))))
                .contains(schedule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Lisinopril",
                "dextromethorphan",
                "pseudoephedrine",
                "gabapentin",
                "naloxone",
                "nalbuphine",
                "lidocaine",
                "medroxyprogesterone",
                "buspirone",
                "apomorphine",
                "cyclobenzaprine",
                "atomoxetine",
                "somatropin",
                "naltrexone",
                "naloxegol",
                "naldemedine",
                "cannabidiol",
                "ramelteon",
                "propranolol",
                "danazol"
            })
    void others_areNot(String name) {
        assertThat(ControlledSubstances.schedule(of(name))).isEmpty();
    }

    @Test
    void code_andContainedMedication_tellTheDrug() {
        CodeableConcept coded = new CodeableConcept().addCoding(new Coding(RXNORM, "7804", null));
        MedicationRequest request = new MedicationRequest().setMedication(coded);
        assertThat(ControlledSubstances.schedule(request)).contains("II");
        assertThat(ControlledSubstances.isNamed(request)).isFalse();
        MedicationRequest contained = new MedicationRequest().setMedication(new Reference("#m"));
        Medication mixture = new Medication();
        mixture.addIngredient().setItem(new CodeableConcept().setText("codeine phosphate"));
        contained.addContained(mixture.setId("m"));
        assertThat(ControlledSubstances.schedule(contained)).contains("II");
    }

    @Test
    void everyRow_isFoundByEachOfItsNames() throws IOException {
        String list;
        try (var file = ControlledSubstances.class.getResourceAsStream("controlled-substances.tsv")) {
            list = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String[]> rows = list.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .toList();
        assertThat(rows).hasSizeGreaterThan(100).allMatch(row -> row.length == 4);
        for (String[] row : rows) {
            for (String name : (row[1] + (row[3].isEmpty() ? "" : ", " + row[3])).split(", ")) {
                assertThat(ControlledSubstances.schedule(of(name))).as(name).contains(row[0]);
            }
        }
    }
}
