package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A service or drug that the visit gave and that a HCPCS level II code stands for.
 *
 * @param units of the code; empty where the dose was not said, which billing then has to add
 * @param unit what one unit is, {@code 15 mg}
 * @param reason one sentence for the clinician
 */
public record ServiceSuggestion(
        String system,
        String code,
        String display,
        OptionalInt units,
        String unit,
        List<Evidence> evidence,
        String reason) {
    public static final String HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";

    public ServiceSuggestion {
        Objects.requireNonNull(system);
        Objects.requireNonNull(code);
        Objects.requireNonNull(display);
        Objects.requireNonNull(units);
        Objects.requireNonNull(unit);
        Objects.requireNonNull(reason);
        evidence = List.copyOf(evidence);
    }
}
