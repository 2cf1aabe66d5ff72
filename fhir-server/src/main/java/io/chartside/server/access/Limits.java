package io.chartside.server.access;

import io.chartside.server.store.Sight.Extent;
import io.chartside.server.store.StoredResource;
import java.util.Optional;
import java.util.Set;

/** What labels and Consents keep back from a caller of what its scopes and roles show. */
@FunctionalInterface
interface Limits {

    /** What narrows the extents of one request. */
    @FunctionalInterface
    interface OfCaller {
        OfCaller NONE = (type, extent) -> extent;

        Extent limited(String type, Extent extent);
    }

    /** Reads what is to be known, so that the answer reads no more. */
    OfCaller of(Caller caller, Set<Role> standing);

    /** Logical ids of the patients of whom broken glass shows the caller more than its role does. */
    default Set<String> opened(Caller caller, Set<Role> standing) {
        return Set.of();
    }

    /** What keeps a resource from the caller; empty when nothing does. */
    default Optional<KeptBack> keptBack(Caller caller, Set<Role> standing, StoredResource resource) {
        return Optional.empty();
    }
}
