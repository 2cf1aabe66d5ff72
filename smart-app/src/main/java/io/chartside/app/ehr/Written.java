package io.chartside.app.ehr;

import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/**
 * What a create or update left at the server.
 *
 * @param id the logical id there
 * @param version the version id, where the server tells it
 * @param created whether this request made the resource (201), rather than found or changed it
 * @param resource the stored resource, where the server sends it back
 */
public record Written<T extends Resource>(String id, Optional<String> version, boolean created, Optional<T> resource) {

    @Override
    public String toString() {
        return (created ? "created " : "found or updated ") + id;
    }
}
