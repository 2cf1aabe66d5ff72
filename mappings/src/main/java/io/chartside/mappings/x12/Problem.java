package io.chartside.mappings.x12;

import java.util.Objects;

/**
 * Why a claim cannot be written.
 *
 * @param path of the FHIR element, such as {@code Claim.item[0].diagnosisSequence}
 * @param message names the element and never repeats its value
 */
public record Problem(String path, String message) {
    public Problem {
        Objects.requireNonNull(path);
        Objects.requireNonNull(message);
    }
}
