package io.chartside.server.export;

import io.chartside.server.store.Sight;
import io.chartside.server.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What an export reads.
 *
 * @param types in the order they are written
 * @param filters of a type search strings, any of which a resource must fit; types without one are whole
 * @param patientIds logical ids; empty for any
 * @param ofPatients whether only what belongs to patients is exported
 * @param since or null
 * @param smallestGroup of an export without what tells whose the records are: patients whom nothing tells apart, 1 for no
 *     such bound; 0 for an export that tells
 */
record ExportRequest(
        TenantId tenant,
        UUID job,
        Sight sight,
        List<String> types,
        Map<String, List<String>> filters,
        Set<String> patientIds,
        boolean ofPatients,
        Instant at,
        Instant since,
        int smallestGroup) {
    ExportRequest {
        types = List.copyOf(types);
        filters = Map.copyOf(filters);
        patientIds = Set.copyOf(patientIds);
    }

    boolean deidentified() {
        return smallestGroup > 0;
    }

    @Override
    public String toString() {
        return "export " + job + " of " + tenant;
    }
}
