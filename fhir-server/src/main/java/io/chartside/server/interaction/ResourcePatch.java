package io.chartside.server.interaction;

import io.chartside.server.store.StoredResource;
import java.util.Optional;

/** A change of parts of a resource (FHIR R4, http.html#patch), understood but not yet applied. */
public interface ResourcePatch {

    /** The resource that holds the patch, whose references a transaction resolves in place before it is applied. */
    Optional<ResourceJson> carrier();

    /**
     * What the current version becomes; the same again when it is asked twice.
     *
     * @throws FhirRefusal 422 when the patch does not fit the resource
     */
    ResourceJson apply(StoredResource current);
}
