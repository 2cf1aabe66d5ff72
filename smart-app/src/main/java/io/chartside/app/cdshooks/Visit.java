package io.chartside.app.cdshooks;

import java.util.Set;

/**
 * The encounter as the EHR has it.
 *
 * @param id logical id at the EHR
 * @param status FHIR code
 */
record Visit(String id, String status) {

    private static final Set<String> OPEN = Set.of("planned", "arrived", "triaged", "in-progress", "onleave");
    private static final Set<String> VOID = Set.of("cancelled", "entered-in-error");

    /** Whether there is still something to be said and heard. */
    boolean open() {
        return OPEN.contains(status);
    }

    /** Whether it did not take place. */
    boolean isVoid() {
        return VOID.contains(status);
    }

    @Override
    public String toString() {
        return "visit " + status;
    }
}
