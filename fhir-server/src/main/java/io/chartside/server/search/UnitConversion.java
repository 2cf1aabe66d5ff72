package io.chartside.server.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Values of one UCUM unit in another, by the same table that searches by quantity use. */
public final class UnitConversion {
    private static final MathContext DIGITS = new MathContext(12);

    private UnitConversion() {}

    /** @return empty unless both codes are units of the same dimension that convert by a factor; substance and mass do not */
    public static Optional<BigDecimal> convert(BigDecimal value, String from, String to) {
        Optional<Units.Canonical> source = Units.canonical(from);
        Optional<Units.Canonical> target = Units.canonical(to);
        if (source.isEmpty()
                || target.isEmpty()
                || !source.get().base().equals(target.get().base())) {
            return Optional.empty();
        }
        return Optional.of(source.get()
                .of(value)
                .divide(target.get().factor(), DIGITS)
                .subtract(target.get().offset()));
    }
}
