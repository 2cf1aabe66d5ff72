package io.chartside.server.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One version of a resource as it came out of the store.
 *
 * @param rid the store's own stable number of the resource within its tenant
 * @param version from 1, without gaps
 * @param deleted whether this version is a deletion; then {@code json} is empty
 * @param json the resource in FHIR JSON with id, meta.versionId and meta.lastUpdated, ready to send
 * @param patientId logical id of the patient whose compartment it belongs to, if any
 */
public record StoredResource(
        String type,
        String id,
        long rid,
        long version,
        Instant lastUpdated,
        boolean deleted,
        byte[] json,
        Optional<String> patientId) {
    public StoredResource {
        Objects.requireNonNull(type);
        Objects.requireNonNull(id);
        Objects.requireNonNull(lastUpdated);
        Objects.requireNonNull(json);
        Objects.requireNonNull(patientId);
    }

    /** Names the version only: the body is a health record and stays out of logs. */
    @Override
    public String toString() {
        return type + "/" + id + "/_history/" + version;
    }
}
