package io.chartside.server.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.Pair;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.fhir.ucum.UcumService;

/** UCUM units in their base units, so that 5400 mg is found as 5.4 g (R4, 3.1.1.4.11). */
final class Units {
    static final String SYSTEM = "http://unitsofmeasure.org";
    /** Two values that agree to so many digits are the same: factors such as 5/9 have no end. */
    private static final MathContext DIGITS = new MathContext(12);

    private static final BigDecimal KELVIN_OF_0_CELSIUS = new BigDecimal("273.15");
    private static final BigDecimal RANKINE_OF_0_FAHRENHEIT = new BigDecimal("459.67");
    private static final BigDecimal FIVE_NINTHS =
            BigDecimal.valueOf(5).divide(BigDecimal.valueOf(9), MathContext.DECIMAL128);

    private static final Cache<String, Optional<Canonical>> KNOWN =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private Units() {}

    /** How a unit's values become those of a base unit. */
    record Canonical(String base, BigDecimal factor, BigDecimal offset) {
        BigDecimal of(BigDecimal value) {
            return value.add(offset).multiply(factor).round(DIGITS);
        }
    }

    /** Reading UCUM's table takes a third of a second: it waits for the first search that needs it. */
    private static final class Table {
        private static final UcumEssenceService UCUM = read();

        private static UcumEssenceService read() {
            try {
                return new UcumEssenceService(UcumService.class.getResourceAsStream("/ucum-essence.xml"));
            } catch (UcumException e) {
                throw new IllegalStateException("ucum-essence.xml is missing", e);
            }
        }
    }

    /** Empty for what is no unit of UCUM, or none whose values convert by a factor. */
    static Optional<Canonical> canonical(String code) {
        return code.isEmpty() || code.length() > 100 ? Optional.empty() : KNOWN.get(code, Units::read);
    }

    private static Optional<Canonical> read(String code) {
        // The two units in use whose zero is not zero; the library leaves them out.
        if (code.equals("Cel")) {
            return Optional.of(new Canonical("K", BigDecimal.ONE, KELVIN_OF_0_CELSIUS));
        }
        if (code.equals("[degF]")) {
            return Optional.of(new Canonical("K", FIVE_NINTHS, RANKINE_OF_0_FAHRENHEIT));
        }
        try {
            Pair one = Table.UCUM.getCanonicalForm(new Pair(new Decimal("1"), code));
            return Optional.of(
                    new Canonical(one.getCode(), new BigDecimal(one.getValue().asDecimal()), BigDecimal.ZERO));
        } catch (UcumException | RuntimeException e) {
            return Optional.empty(); // The library throws what it finds unreadable.
        }
    }
}
