package io.chartside.server.store;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a request may see, type by type. Decided before any SQL; the store puts it into the predicate of every table
 * that a plan touches, so that nothing has to be filtered out of a result afterwards.
 */
@FunctionalInterface
public interface Sight {

    Extent of(String resourceType);

    /** What may be seen of one type. */
    sealed interface Extent {
        /** Every resource of the type in the tenant. */
        record All(boolean drafts) implements Extent {}

        /**
         * Resources in the compartment of these patients that also fit every criterion.
         *
         * @param patientIds logical ids; empty means any patient of the tenant (only the criteria narrow)
         * @param criteria FHIR search strings such as {@code category=vital-signs}; any one of them suffices; empty means
         *     no criterion
         * @param drafts whether unsigned AI drafts are included
         */
        record Narrowed(Set<String> patientIds, List<String> criteria, boolean drafts) implements Extent {
            public Narrowed {
                patientIds = Set.copyOf(patientIds);
                criteria = List.copyOf(criteria);
            }
        }

        /** Nothing: the type does not exist for this request. */
        record Nothing() implements Extent {}
    }

    /** Sees all, drafts too. For the server's own work (seeding, attestation checks), never for a request's answer. */
    static Sight everythingWithoutAccessCheck(String reason) {
        Objects.requireNonNull(reason);
        Extent all = new Extent.All(true);
        return type -> all;
    }
}
