package io.chartside.mappings.document;

import io.chartside.scribe.laboratory.Measurement;
import io.chartside.scribe.laboratory.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationReferenceRangeComponent;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** Observations of a laboratory as the engine reads them. */
public final class LaboratoryResults {
    private static final String FLAGS = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    private static final String UCUM = "http://unitsofmeasure.org";

    private final Conversion units;

    /** Gives a value in another unit. */
    @FunctionalInterface
    public interface Conversion {

        /** @return empty when the two UCUM codes do not measure the same */
        Optional<BigDecimal> convert(BigDecimal value, String from, String to);
    }

    public LaboratoryResults(Conversion units) {
        this.units = units;
    }

    /**
     * The newest result beside the others.
     *
     * @param former of the same code and patient, newest first
     */
    public Reading read(Observation newest, List<Observation> former) {
        List<Measurement> comparable = new ArrayList<>();
        List<Measurement> others = new ArrayList<>();
        for (Observation one : former) {
            Optional<BigDecimal> value = inUnitOf(newest, one);
            if (value.isPresent()) {
                comparable.add(measurement(one, value, unit(newest)));
            } else {
                others.add(measurement(one, number(one), unit(one)));
            }
        }
        return new Reading(measurement(newest, number(newest), unit(newest)), comparable, others);
    }

    private Optional<BigDecimal> inUnitOf(Observation newest, Observation one) {
        if (!newest.hasValueQuantity()
                || !one.hasValueQuantity()
                || one.getValueQuantity().hasComparator()) {
            return Optional.empty();
        }
        Quantity to = newest.getValueQuantity();
        Quantity from = one.getValueQuantity();
        if (from.getValue() == null || to.getValue() == null) {
            return Optional.empty();
        }
        return convert(from.getValue(), from, to);
    }

    /** In the unit of the other quantity, to one more decimal than that quantity has. */
    private Optional<BigDecimal> convert(BigDecimal value, Quantity from, Quantity to) {
        if (isSameUnit(from, to)) {
            return Optional.of(value);
        }
        if (!UCUM.equals(from.getSystem()) || !UCUM.equals(to.getSystem()) || !from.hasCode() || !to.hasCode()) {
            return Optional.empty();
        }
        int decimals = to.getValue() == null ? 2 : Math.max(0, to.getValue().scale()) + 1;
        return units.convert(value, from.getCode(), to.getCode())
                .map(converted -> converted.setScale(decimals, RoundingMode.HALF_UP));
    }

    private static boolean isSameUnit(Quantity from, Quantity to) {
        if (from.hasCode() && to.hasCode()) {
            return Objects.equals(from.getSystem(), to.getSystem())
                    && from.getCode().equals(to.getCode());
        }
        return from.hasUnit() && from.getUnit().equals(to.getUnit()) || !from.hasUnit() && !to.hasUnit();
    }

    private Measurement measurement(Observation one, Optional<BigDecimal> value, String unit) {
        Quantity quantity = one.hasValueQuantity() ? one.getValueQuantity() : new Quantity();
        Optional<ObservationReferenceRangeComponent> range = normal(one);
        return new Measurement(
                ChartItems.reference(one),
                ChartItems.text(one.getCode()),
                value,
                quantity.hasComparator() ? quantity.getComparator().toCode() : "",
                unit,
                words(one),
                ChartItems.day(
                        one.hasEffectivePeriod() ? one.getEffectivePeriod().getStartElement() : one.getEffective()),
                range.filter(ObservationReferenceRangeComponent::hasLow).flatMap(r -> inUnit(r.getLow(), quantity)),
                range.filter(ObservationReferenceRangeComponent::hasHigh).flatMap(r -> inUnit(r.getHigh(), quantity)),
                reported(one));
    }

    private Optional<BigDecimal> inUnit(Quantity bound, Quantity of) {
        if (bound.getValue() == null) {
            return Optional.empty();
        }
        return !bound.hasUnit() && !bound.hasCode()
                ? Optional.of(bound.getValue())
                : convert(bound.getValue(), bound, of);
    }

    /** The one range that applies to anybody; where several are given, which one applies is not ours to choose. */
    private static Optional<ObservationReferenceRangeComponent> normal(Observation one) {
        List<ObservationReferenceRangeComponent> ranges = one.getReferenceRange().stream()
                .filter(range -> range.hasLow() || range.hasHigh())
                .filter(range -> !range.hasType() || isNormal(range.getType()))
                .toList();
        return ranges.size() == 1 && !ranges.get(0).hasAge() && !ranges.get(0).hasAppliesTo()
                ? Optional.of(ranges.get(0))
                : Optional.empty();
    }

    private static boolean isNormal(CodeableConcept type) {
        return type.getCoding().stream().anyMatch(coding -> "normal".equals(coding.getCode()));
    }

    private static Optional<BigDecimal> number(Observation one) {
        return one.hasValueQuantity()
                ? Optional.ofNullable(one.getValueQuantity().getValue())
                : Optional.empty();
    }

    private static String unit(Observation one) {
        if (!one.hasValueQuantity()) {
            return "";
        }
        Quantity quantity = one.getValueQuantity();
        return quantity.hasUnit() ? quantity.getUnit() : quantity.hasCode() ? quantity.getCode() : "";
    }

    static String words(Observation one) {
        Type value = one.getValue();
        if (value instanceof CodeableConcept concept) {
            return ChartItems.text(concept);
        }
        if (value instanceof StringType text && text.hasValue()) {
            return text.getValue();
        }
        return one.hasDataAbsentReason() ? "no value (" + ChartItems.text(one.getDataAbsentReason()) + ")" : "no value";
    }

    /** The code of the laboratory's own interpretation; empty where it gave none. */
    static String reported(Observation one) {
        return one.getInterpretation().stream()
                .flatMap(flag -> flag.getCoding().stream())
                .filter(flag -> FLAGS.equals(flag.getSystem()) && flag.hasCode())
                .map(flag -> flag.getCode())
                .findFirst()
                .orElse("");
    }
}
