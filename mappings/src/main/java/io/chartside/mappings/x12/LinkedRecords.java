package io.chartside.mappings.x12;

import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Follows the references of a claim, into what it contains and into the record. */
public final class LinkedRecords {
    private final Function<String, Optional<Resource>> record;

    /** @param record a resource by its relative reference, {@code Coverage/1}, as far as the caller may read it */
    public LinkedRecords(Function<String, Optional<Resource>> record) {
        this.record = record;
    }

    public <R extends Resource> Optional<R> read(DomainResource owner, Reference reference, Class<R> type) {
        return any(owner, reference).filter(type::isInstance).map(type::cast);
    }

    public <R extends Resource> Optional<R> read(String reference, Class<R> type) {
        return record.apply(reference).filter(type::isInstance).map(type::cast);
    }

    public Optional<Resource> any(DomainResource owner, Reference reference) {
        if (reference.getResource() instanceof Resource resolved) {
            return Optional.of(resolved);
        }
        String to = reference.getReference();
        if (to == null || to.isBlank()) {
            return Optional.empty();
        }
        if (to.startsWith("#")) {
            return owner.getContained().stream()
                    .filter(contained ->
                            to.substring(1).equals(contained.getIdElement().getIdPart())
                                    || to.equals(contained.getId()))
                    .findFirst();
        }
        return record.apply(to);
    }
}
