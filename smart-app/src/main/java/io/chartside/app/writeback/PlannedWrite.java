package io.chartside.app.writeback;

import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/**
 * One create at the EHR.
 *
 * @param what it is, in words for the page
 * @param resource as it is sent
 * @param identifierSystem and {@code identifierValue} name it there, whoever asks
 * @param conditional whether {@code If-None-Exist} makes the create safe to repeat
 * @param searchable whether the EHR can be asked by the identifier
 * @param refusal why it is not sent at all
 */
record PlannedWrite(
        String what,
        Resource resource,
        String identifierSystem,
        String identifierValue,
        boolean conditional,
        boolean searchable,
        Optional<String> refusal) {

    /** Whether a lost answer can be cleared up without a person. */
    boolean resolvable() {
        return conditional || searchable;
    }

    @Override
    public String toString() {
        return resource.fhirType();
    }
}
