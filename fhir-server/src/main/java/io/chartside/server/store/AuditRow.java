package io.chartside.server.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One audit record on its way into the chain.
 *
 * @param id logical id of the AuditEvent
 * @param recorded when it happened
 * @param event the AuditEvent in FHIR JSON without its patients; sealed with the tenant's audit key
 * @param patientIds one AuditEvent is rendered for each; empty renders one without a patient
 * @param tokens what it can be found by, as {@code parameter=value} in plain words; stored keyed
 */
public record AuditRow(String id, Instant recorded, byte[] event, List<String> patientIds, List<String> tokens) {
    public AuditRow {
        Objects.requireNonNull(id);
        Objects.requireNonNull(recorded);
        Objects.requireNonNull(event);
        patientIds = List.copyOf(patientIds);
        tokens = List.copyOf(tokens);
    }

    @Override
    public String toString() {
        return "AuditRow " + id;
    }
}
