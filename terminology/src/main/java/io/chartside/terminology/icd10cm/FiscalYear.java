package io.chartside.terminology.icd10cm;

import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of ICD-10-CM: {@code FY2026} is in force from 1 October 2025, {@code FY2026-04}, its update, from 1 April 2026.
 */
public record FiscalYear(int year, boolean april) implements Comparable<FiscalYear> {
    private static final Pattern LABEL = Pattern.compile("FY(20\\d\\d)(-04)?");

    /** @throws TerminologyException when the label is not of that form */
    public static FiscalYear parse(String label) throws TerminologyException {
        Matcher m = LABEL.matcher(label);
        if (!m.matches()) {
            throw new TerminologyException("the version must look like FY2026 or FY2026-04, not " + label);
        }
        return new FiscalYear(Integer.parseInt(m.group(1)), m.group(2) != null);
    }

    /** First day of service that it applies to. */
    public LocalDate from() {
        return april ? LocalDate.of(year, 4, 1) : LocalDate.of(year - 1, 10, 1);
    }

    public String label() {
        return "FY" + year + (april ? "-04" : "");
    }

    @Override
    public int compareTo(FiscalYear other) {
        return from().compareTo(other.from());
    }
}
