package io.chartside.server.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.OptionalLong;

/** A change of one resource, applied with its fellows in one database transaction. */
public sealed interface Change {

    String type();

    String id();

    /**
     * Stores the next version.
     *
     * @param id chosen by the caller of the store; {@link LogicalIds#next()} for a create
     * @param resource JSON, its references already resolved; what is stored has the store's id, meta.versionId and
     *     meta.lastUpdated instead of those it carries
     * @param mustBeNew a create: the id may not exist yet
     * @param ifMatch the version the client saw; another current version refuses the whole transaction
     */
    record Put(String type, String id, ObjectNode resource, boolean mustBeNew, OptionalLong ifMatch) implements Change {
        public Put {
            Objects.requireNonNull(type);
            Objects.requireNonNull(id);
            Objects.requireNonNull(resource);
            Objects.requireNonNull(ifMatch);
        }

        @Override
        public String toString() {
            return "Put " + type + "/" + id;
        }
    }

    /** Marks the resource deleted as its next version. */
    record Delete(String type, String id, OptionalLong ifMatch) implements Change {
        public Delete {
            Objects.requireNonNull(type);
            Objects.requireNonNull(id);
            Objects.requireNonNull(ifMatch);
        }
    }
}
