package io.chartside.mappings.signature;

import java.util.Objects;
import org.hl7.fhir.r4.model.Reference;

/**
 * Who signs.
 *
 * @param practitioner relative reference, {@code Practitioner/1}
 * @param display name as the note shows it; may be empty
 */
public record Signer(String practitioner, String display) {
    public Signer {
        Objects.requireNonNull(display);
        if (!practitioner.startsWith("Practitioner/")) {
            throw new IllegalArgumentException("only a Practitioner signs");
        }
    }

    Reference reference() {
        Reference reference = new Reference(practitioner);
        if (!display.isBlank()) {
            reference.setDisplay(display);
        }
        return reference;
    }

    @Override
    public String toString() {
        return practitioner;
    }
}
