package io.chartside.server.speech;

import io.chartside.server.interaction.RequestContext;
import io.chartside.server.tenancy.TenantId;
import java.util.Objects;

/**
 * A visit that may be recorded, and who records it.
 *
 * @param encounterId logical id
 * @param patientId logical id
 * @param patientRid the patient's number in the store, by which its key is found
 */
record RecordedVisit(RequestContext context, String encounterId, String patientId, long patientRid) {
    RecordedVisit {
        Objects.requireNonNull(context);
        Objects.requireNonNull(encounterId);
        Objects.requireNonNull(patientId);
    }

    TenantId tenant() {
        return context.tenant();
    }

    String encounter() {
        return "Encounter/" + encounterId;
    }

    String patient() {
        return "Patient/" + patientId;
    }

    /** The same visit after its recorder has shown another token. */
    RecordedVisit by(RequestContext other) {
        return new RecordedVisit(other, encounterId, patientId, patientRid);
    }

    @Override
    public String toString() {
        return encounter();
    }
}
