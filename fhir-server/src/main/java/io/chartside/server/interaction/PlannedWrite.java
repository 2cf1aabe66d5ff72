package io.chartside.server.interaction;

import io.chartside.server.store.StoredResource;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Resource;

/** One resource as it is, and as it is about to become. */
public final class PlannedWrite {
    private final int entry;
    private final String type;
    private final String id;
    private final Optional<Resource> resource;
    private final Optional<StoredResource> current;
    private final Function<StoredResource, Resource> parser;
    private Resource before;

    PlannedWrite(
            int entry,
            String type,
            String id,
            Optional<Resource> resource,
            Optional<StoredResource> current,
            Function<StoredResource, Resource> parser) {
        this.entry = entry;
        this.type = type;
        this.id = id;
        this.resource = resource;
        this.current = current;
        this.parser = parser;
    }

    /** Position in the client's transaction, from 0; 0 for a single write. */
    public int entry() {
        return entry;
    }

    public String type() {
        return type;
    }

    public String id() {
        return id;
    }

    /** What will be stored, its references resolved, to be completed in place; empty for a delete. */
    public Optional<Resource> resource() {
        return resource;
    }

    /** The current version, which may be a deletion; empty when the id was never used. */
    public Optional<StoredResource> current() {
        return current;
    }

    /** The version number that this write will get. */
    public long nextVersion() {
        return current.map(c -> c.version() + 1).orElse(1L);
    }

    /** The current version, parsed once when first asked for; empty when there is none or it is deleted. */
    public Optional<Resource> before() {
        if (before == null && current.isPresent() && !current.get().deleted()) {
            before = parser.apply(current.get());
        }
        return Optional.ofNullable(before);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
