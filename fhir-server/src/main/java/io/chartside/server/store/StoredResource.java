package io.chartside.server.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One version of a resource as it came out of the store.
 *
 * @param rid the store's own stable number of the resource within its tenant
 * @param version from 1, without gaps
 * @param deleted whether this version is a deletion; then its JSON is empty
 * @param body gives the JSON: of a version just written perhaps from its tree, which is in memory anyway
 * @param patientId logical id of the patient whose compartment it belongs to, if any
 */
public record StoredResource(
        String type,
        String id,
        long rid,
        long version,
        Instant lastUpdated,
        boolean deleted,
        Supplier<byte[]> body,
        Optional<String> patientId) {
    public StoredResource(
            String type,
            String id,
            long rid,
            long version,
            Instant lastUpdated,
            boolean deleted,
            byte[] json,
            Optional<String> patientId) {
        this(type, id, rid, version, lastUpdated, deleted, () -> json, patientId);
        Objects.requireNonNull(json);
    }

    public StoredResource {
        Objects.requireNonNull(type);
        Objects.requireNonNull(id);
        Objects.requireNonNull(lastUpdated);
        Objects.requireNonNull(body);
        Objects.requireNonNull(patientId);
    }

    /** The resource in FHIR JSON with id, meta.versionId and meta.lastUpdated, ready to send. */
    public byte[] json() {
        return body.get();
    }

    /** Names the version only: the body is a health record and stays out of logs. */
    @Override
    public String toString() {
        return type + "/" + id + "/_history/" + version;
    }
}
