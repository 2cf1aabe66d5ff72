package io.chartside.terminology.icd10cm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeReferencesTest {

    @ParameterizedTest
    @CsvSource({
        "fracture of hand (S62.-), S62.601A, true",
        "fracture of hand (S62.-), S61.01XA, false",
        "gestational diabetes (O24.4-), O24.419, true",
        "gestational diabetes (O24.4-), O24.319, false",
        "neonatal (P70.2), P70.2, true",
        "neonatal (P70.2), P70.3, false",
        "stroke (I60-I69), I63.9, true",
        "stroke (I60-I69), I70.1, false",
        "'kidney (N18.1-N18.4, N18.9)', N18.32, true",
        "'kidney (N18.1-N18.4, N18.9)', N18.9, true",
        "'kidney (N18.1-N18.4, N18.9)', N18.5, false",
        "no code named here, I10, false"
    })
    void note_coversWhatItNames(String note, String code, boolean covered) {
        assertThat(CodeReferences.of(List.of(note)).stream().anyMatch(r -> r.covers(code)))
                .isEqualTo(covered);
    }
}
