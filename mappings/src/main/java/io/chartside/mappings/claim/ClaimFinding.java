package io.chartside.mappings.claim;

import java.util.Objects;

/**
 * One thing that is against a claim.
 *
 * @param edit id of the rule, {@code modifier-25-missing}
 * @param type issue type of FHIR
 * @param adjustment claim adjustment reason code that a payer would likely deny with; empty for none
 * @param source section of the guideline, manual or standard that the rule rests on
 * @param message in words of our own; names codes and elements, never the patient
 * @param path of the FHIR element, {@code Claim.item[0].modifier}
 */
public record ClaimFinding(
        String edit, Severity severity, String type, String adjustment, String source, String message, String path) {
    public ClaimFinding {
        Objects.requireNonNull(edit);
        Objects.requireNonNull(severity);
        Objects.requireNonNull(type);
        Objects.requireNonNull(adjustment);
        Objects.requireNonNull(source);
        Objects.requireNonNull(message);
        Objects.requireNonNull(path);
    }

    /** How likely a payer denies it: an error surely, a warning perhaps. */
    public enum Severity {
        ERROR,
        WARNING,
        INFORMATION
    }
}
