package io.chartside.server.leakage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The figures of docs/security.md: {@code ./chartside bench leakage}. Not part of the tests. */
class LeakageReport {
    private static final long SEED = 20261129;

    private final StringBuilder text = new StringBuilder();

    /** Writes target/leakage-figures.md; an ordinary test run does not look for this class. */
    @Test
    void run() throws IOException {
        int patients = Integer.getInteger("chartside.leakage.patients", 1_500);
        LeakageMeasurement measurement = new LeakageMeasurement(patients, SEED);
        text.append(patients).append(" patients, seed ").append(SEED).append("\n\n");
        row("attribute", "rows", "values", "the commonest", "read back by", "knows these patients", "knows the world");
        row("---", "--:", "--:", "--:", "---", "--:", "--:");
        for (Attribute attribute : Attribute.values()) {
            Map<String, Recovery> world = measurement.attacks(attribute, false);
            measurement
                    .attacks(attribute, true)
                    .forEach((attack, exact) -> row(
                            name(attribute),
                            Integer.toString(measurement.rows(attribute)),
                            Integer.toString(measurement.distinct(attribute)),
                            percent(measurement.mode(attribute)),
                            attack,
                            shares(exact),
                            shares(world.get(attack))));
        }
        through(measurement, Attribute.GIVEN, Attribute.GENDER);
        through(measurement, Attribute.FAMILY, Attribute.RACE);
        row("both names", "", "", "", "", shares(measurement.bothNames(true)), shares(measurement.bothNames(false)));
        text.append("\nLarger tenants, parts by lot, counts of these very patients\n\n");
        row("attribute", "parts", "1,500 patients", "5,000", "20,000", "60,000");
        row("---", "--:", "--:", "--:", "--:", "--:");
        for (Attribute code : List.of(Attribute.CONDITION_CODE, Attribute.ALLERGY_CODE)) {
            for (int split : new int[] {1, 4, 16}) {
                row(
                        name(code),
                        Integer.toString(split),
                        percent(LargerTenants.exact(code, 1_500, split, SEED).rows()),
                        percent(LargerTenants.exact(code, 5_000, split, SEED).rows()),
                        percent(LargerTenants.exact(code, 20_000, split, SEED).rows()),
                        percent(LargerTenants.exact(code, 60_000, split, SEED).rows()));
            }
        }
        Files.writeString(Path.of("target/leakage-figures.md"), text);
    }

    private void through(LeakageMeasurement measurement, Attribute name, Attribute attribute) {
        row(
                name(attribute),
                "",
                "",
                percent(measurement.mode(attribute)),
                name(name) + " name",
                shares(measurement.through(name, attribute, true)),
                shares(measurement.through(name, attribute, false)));
    }

    private static String name(Attribute attribute) {
        return attribute.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String shares(Recovery recovery) {
        return percent(recovery.rows()) + " (" + percent(recovery.values()) + ")";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
