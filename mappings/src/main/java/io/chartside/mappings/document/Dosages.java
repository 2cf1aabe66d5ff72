package io.chartside.mappings.document;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Quantity;

/** Dosages and quantities in words, as the chart has them: its own text where it has one, else its parts; nothing calculated. */
public final class Dosages {
    private Dosages() {}

    /** Empty when the request does not tell its dosage. */
    public static String words(MedicationRequest request) {
        return words(request.getDosageInstruction());
    }

    /** Several dosages stand behind each other, in their order. */
    public static String words(List<Dosage> dosages) {
        return dosages.stream()
                .map(Dosages::words)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String words(Dosage dosage) {
        if (dosage.hasText()) {
            return dosage.getText().strip();
        }
        String dose = dosage.getDoseAndRateFirstRep().getDose() instanceof Quantity quantity ? words(quantity) : "";
        String needed = dosage.hasAsNeededBooleanType()
                        && dosage.getAsNeededBooleanType().booleanValue()
                ? "as needed"
                : "";
        return Stream.of(dose, dosage.getRoute().getText(), timing(dosage), needed)
                .filter(Objects::nonNull)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(" "));
    }

    private static String timing(Dosage dosage) {
        var code = dosage.getTiming().getCode();
        if (code.hasText()) {
            return code.getText();
        }
        if (code.getCodingFirstRep().hasCode()) {
            return code.getCodingFirstRep().hasDisplay()
                    ? code.getCodingFirstRep().getDisplay()
                    : code.getCodingFirstRep().getCode();
        }
        var repeat = dosage.getTiming().getRepeat();
        boolean told = repeat.hasFrequency() && repeat.hasPeriod() && repeat.hasPeriodUnit();
        return told
                ? repeat.getFrequency() + " times every "
                        + repeat.getPeriod().stripTrailingZeros().toPlainString() + " "
                        + repeat.getPeriodUnit().getDisplay()
                : "";
    }

    /** The value with its comparator and unit, as precise as it was written. */
    public static String words(Quantity quantity) {
        BigDecimal value = quantity.getValue();
        if (value == null) {
            return "";
        }
        String comparator = quantity.hasComparator() ? quantity.getComparator().toCode() + " " : "";
        String unit = quantity.hasUnit() ? quantity.getUnit() : quantity.hasCode() ? quantity.getCode() : "";
        return (comparator + value.toPlainString() + " " + unit).strip();
    }
}
