package io.chartside.server.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What counting reads out of a stolen database (MH13). The thief is stronger than a real one: he knows of every token of
 * which parameter it is, and how many patients have which value. docs/security.md has the figures of more patients.
 */
class FrequencyAttackTest {
    private static final int PATIENTS = 250;
    private static final long SEED = 20261129;

    private static LeakageMeasurement measurement;

    @BeforeAll
    static void steal() {
        measurement = new LeakageMeasurement(PATIENTS, SEED);
    }

    /** The most that any attack reads back, the bound that is none left out. */
    private static double most(Attribute attribute, boolean exact) {
        return measurement.attacks(attribute, exact).entrySet().stream()
                .filter(attack -> !attack.getKey().equals(LeakageMeasurement.WHOLES))
                .mapToDouble(attack -> attack.getValue().rows())
                .max()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"GENDER", "RACE", "ENCOUNTER_STATUS", "ENCOUNTER_CLASS"})
    void attributeWithPatientTokensOnly_isReadNoBetterThanByItsCommonestValue(Attribute attribute) {
        double chance = 0.05;
        assertThat(most(attribute, true)).isLessThan(measurement.mode(attribute) + chance);
        assertThat(most(attribute, false)).isLessThan(measurement.mode(attribute) + chance);
    }

    @Test
    void patientTokens_cannotBeComparedBetweenPatients() {
        assertThat(measurement.tokensOfTwoPatients()).isLessThanOrEqualTo(2);
    }

    /** Bounds are what was measured, and a margin for the keys, which are new in each run. */
    @ParameterizedTest
    @CsvSource({
        "CONDITION_CODE, 0.22, 0.20",
        "ALLERGY_CODE, 0.45, 0.45",
        "IDENTIFIER, 0.02, 0.02",
        "BIRTH_DATE, 0.05, 0.02",
        "PHONE, 0.12, 0.02",
        "FAMILY, 0.55, 0.05",
        "GIVEN, 0.60, 0.08"
    })
    void attributeWithPopulationTokens_isReadWithinItsBound(Attribute attribute, double exact, double world) {
        assertThat(most(attribute, true)).isLessThan(exact);
        assertThat(most(attribute, false)).isLessThan(world);
    }

    /** Told which four tokens are one code's, the thief would read much more. */
    @ParameterizedTest
    @EnumSource(names = {"CONDITION_CODE", "ALLERGY_CODE"})
    void codeInFourParts_isReadLessThanWhole(Attribute code) {
        double whole =
                measurement.attacks(code, true).get(LeakageMeasurement.WHOLES).rows();
        assertThat(most(code, true)).isLessThan(whole * 0.7);
    }

    @Test
    void bothNamesOfAPatient_areReadWithinTheirBound() {
        assertThat(measurement.bothNames(true).rows()).isLessThan(0.3);
        assertThat(measurement.bothNames(false).rows()).isLessThan(0.02);
    }

    @Test
    void attackThatShouldWork_does() {
        assertThat(most(Attribute.ENCOUNTER_DAY, false)).isEqualTo(1);
        assertThat(most(Attribute.FAMILY, true)).isGreaterThan(0.2);
        assertThat(most(Attribute.GIVEN, true)).isGreaterThan(0.2);
    }

    @Test
    void valuesOfDifferentFrequency_areReadWhole() {
        Map<Long, StolenTables.Head> heads = new HashMap<>();
        Map<Long, Set<Long>> rowsOfToken = new HashMap<>();
        Map<String, String> truth = new HashMap<>();
        for (long rid = 0; rid < 60; rid++) {
            long token = rid < 10 ? 1 : rid < 30 ? 2 : 3;
            heads.put(rid, new StolenTables.Head(rid, "row" + rid, (short) 1, rid, 0, 0, 1, 64));
            rowsOfToken.computeIfAbsent(token, t -> new LinkedHashSet<>()).add(rid);
            truth.put("row" + rid, "value " + token);
        }
        StolenTables tables = new StolenTables(heads, rowsOfToken);
        Knowledge knowledge = new Knowledge(Knowledge.count(truth), Map.of());

        FrequencyAttack attack = new FrequencyAttack(tables, rowsOfToken.keySet(), 1);
        assertThat(attack.byRank(knowledge, new Random(1))).isEqualTo(truth);
        assertThat(attack.byCountsAndShapes(knowledge)).isEqualTo(truth);
    }
}
