package io.chartside.server.consent;

import java.util.Objects;
import java.util.Set;

/**
 * Who asks, as a Consent may name him.
 *
 * @param references relative references that are he: his own, his PractitionerRoles and their Organizations
 * @param purpose code of v3 PurposeOfUse; empty when none is known
 */
public record Asker(Set<String> references, String purpose) {
    public Asker {
        references = Set.copyOf(references);
        Objects.requireNonNull(purpose);
    }
}
