package io.chartside.server.interaction;

import io.chartside.server.store.StoredResource;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/** A change of parts of a resource (FHIR R4, http.html#patch), understood but not yet applied. */
public interface ResourcePatch {

    /** The resource that holds the patch, whose references a transaction resolves in place before it is applied. */
    Optional<Resource> carrier();

    /**
     * What the current version becomes; the same again when it is asked twice.
     *
     * @throws FhirRefusal 422 when the patch does not fit the resource
     */
    Resource apply(StoredResource current);
}
