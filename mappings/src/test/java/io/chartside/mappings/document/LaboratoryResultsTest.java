package io.chartside.mappings.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartside.scribe.laboratory.Reading;
import io.chartside.scribe.laboratory.Reading.Position;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;
import org.junit.jupiter.api.Test;

/** Observations and dosages as the engine reads them (MA16). */
class LaboratoryResultsTest {
    /** Grams a litre and grams a decilitre; nothing else converts. */
    private static final LaboratoryResults LABORATORY = new LaboratoryResults((value, from, to) ->
            from.equals("g/L") && to.equals("g/dL") ? Optional.of(value.movePointLeft(1)) : Optional.empty());

    private static Quantity quantity(String value, String unit) {
        return new Quantity()
                .setValue(new BigDecimal(value))
                .setUnit(unit)
                .setSystem("http://unitsofmeasure.org")
                .setCode(unit);
    }

    private static Observation result(String id, Quantity value) {
        Observation result = new Observation()
                .setCode(new CodeableConcept().setText("Hemoglobin"))
                .setEffective(new DateTimeType("2026-02-03"))
                .setValue(value);
        result.setId(id);
        return result;
    }

    private static Observation ranged(Quantity value, String low, String high) {
        Observation result = result("1", value);
        result.addReferenceRange().setLow(quantity(low, "g/dL")).setHigh(quantity(high, "g/dL"));
        return result;
    }

    @Test
    void formerValues_areReadInTheUnitOfTheNewest_orNotAtAll() {
        Reading reading = LABORATORY.read(
                ranged(quantity("11.2", "g/dL"), "12.0", "16.0"),
                List.of(
                        result("2", quantity("125", "g/L")),
                        result("3", quantity("7.9", "mmol/L")),
                        result("4", quantity("9", "g/dL").setComparator(QuantityComparator.LESS_THAN)),
                        result("5", quantity("13.40", "g/dL"))));
        assertThat(reading.position()).isEqualTo(Position.BELOW);
        assertThat(reading.former())
                .extracting(one -> one.value().orElseThrow().toPlainString())
                .containsExactly("12.50", "13.40");
        assertThat(reading.incomparable()).hasSize(2);
        assertThat(reading.delta()).contains(new BigDecimal("-1.30"));
        assertThat(reading.sentence()).contains("down 1.30 from 12.50 g/dL", "2 earlier results are not comparable");
    }

    @Test
    void rangesForSomePeopleOnly_areNotChosenFrom() {
        Observation aged = ranged(quantity("11.2", "g/dL"), "12.0", "16.0");
        aged.getReferenceRangeFirstRep().setAge(new Range().setLow(quantity("18", "a")));
        assertThat(LABORATORY.read(aged, List.of()).position()).isEqualTo(Position.UNKNOWN);
        Observation two = ranged(quantity("11.2", "g/dL"), "12.0", "16.0");
        two.addReferenceRange().setLow(quantity("13", "g/dL"));
        assertThat(LABORATORY.read(two, List.of()).position()).isEqualTo(Position.UNKNOWN);
        Observation treatment = ranged(quantity("11.2", "g/dL"), "12.0", "16.0");
        treatment
                .addReferenceRange()
                .setLow(quantity("1", "g/dL"))
                .setType(new CodeableConcept().addCoding(new Coding("x", "treatment", null)));
        assertThat(LABORATORY.read(treatment, List.of()).position()).isEqualTo(Position.BELOW);
    }

    @Test
    void resultInWords_isShownAndNotJudged() {
        Observation positive = result("1", null);
        positive.setValue(new StringType("Positive"));
        Reading reading = LABORATORY.read(positive, List.of(result("2", quantity("1", "g/dL"))));
        assertThat(reading.sentence())
                .isEqualTo(
                        "Hemoglobin: Positive on 2026-02-03, without a reference range; 1 earlier result is not comparable.");
    }

    @Test
    void dosage_isTheChartsText_orItsParts() {
        assertThat(Dosages.words(
                        new MedicationRequest().addDosageInstruction(new Dosage().setText(" 1 tablet daily "))))
                .isEqualTo("1 tablet daily");
        Dosage parts = new Dosage()
                .setRoute(new CodeableConcept().setText("by mouth"))
                .setTiming(new Timing().setCode(new CodeableConcept().setText("twice a day")));
        parts.addDoseAndRate().setDose(quantity("500", "mg"));
        assertThat(Dosages.words(new MedicationRequest().addDosageInstruction(parts)))
                .isEqualTo("500 mg by mouth twice a day");
        assertThat(Dosages.words(new MedicationRequest())).isEmpty();
    }
}
