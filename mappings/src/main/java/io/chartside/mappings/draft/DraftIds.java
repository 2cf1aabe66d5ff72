package io.chartside.mappings.draft;

import java.util.Objects;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Gives the resources of a bundle their logical ids and the references between them.
 *
 * @param ids the next logical id at each call
 * @param base FHIR base URL of the server that stores the bundle, so that references are relative ({@code Type/id});
 *     empty for a bundle of its own, whose references are {@code urn:uuid:…}
 */
public record DraftIds(Supplier<String> ids, String base) {
    public DraftIds {
        Objects.requireNonNull(ids);
        Objects.requireNonNull(base);
    }

    /** @param ids must give UUIDs, since the references are URNs of them */
    public static DraftIds selfContained(Supplier<String> ids) {
        return new DraftIds(ids, "");
    }

    <R extends Resource> R assign(R resource) {
        resource.setId(ids.get());
        return resource;
    }

    Reference to(Resource resource) {
        return new Reference(
                base.isEmpty()
                        ? "urn:uuid:" + resource.getIdElement().getIdPart()
                        : resource.fhirType() + "/" + resource.getIdElement().getIdPart());
    }

    String fullUrl(Resource resource) {
        String id = resource.getIdElement().getIdPart();
        return base.isEmpty() ? "urn:uuid:" + id : base + "/" + resource.fhirType() + "/" + id;
    }
}
