package io.chartside.server.export;

import io.chartside.server.deidentify.Deidentification;
import io.chartside.server.store.StoredResource;
import java.time.Clock;
import java.util.Optional;

/** In what form a resource goes into an export; empty leaves it out. */
@FunctionalInterface
interface ExportForm {
    /** As it is stored. */
    ExportForm WHOLE = (type, resource) -> Optional.of(resource.json());

    Optional<byte[]> line(String type, StoredResource resource);

    /** Without what tells of persons, under pseudonyms of this one export. */
    static ExportForm deidentified(Clock clock) {
        Deidentification deidentification = new Deidentification(clock);
        // What stands in a record where its type stands in none, or the other way round, is not what the table was
        // written for.
        return (type, resource) ->
                Deidentification.isOfPatients(type) == resource.patientId().isPresent()
                        ? deidentification.of(resource.json())
                        : Optional.empty();
    }
}
