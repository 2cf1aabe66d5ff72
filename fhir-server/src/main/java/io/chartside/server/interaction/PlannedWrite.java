package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import io.chartside.server.json.JsonTree;
import io.chartside.server.store.StoredResource;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/** One resource as it is, and as it is about to become. */
public final class PlannedWrite {
    private final int entry;
    private final String type;
    private final String id;
    private final Optional<ResourceJson> resource;
    private final Optional<StoredResource> current;
    private final FhirContext fhir;
    private ResourceJson before;
    private ResourceJson completed;

    PlannedWrite(
            int entry,
            String type,
            String id,
            Optional<ResourceJson> resource,
            Optional<StoredResource> current,
            FhirContext fhir) {
        this.entry = entry;
        this.type = type;
        this.id = id;
        this.resource = resource;
        this.current = current;
        this.fhir = fhir;
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

    /** What will be stored, its references resolved; empty for a delete. */
    public Optional<ResourceJson> resource() {
        return completed != null ? Optional.of(completed) : resource;
    }

    /** What the client wants stored, whatever a rule has made of it since; empty for a delete. */
    Optional<ResourceJson> sent() {
        return resource;
    }

    /** Lets this be stored instead of what the client sent: the same with a signature. */
    public void complete(Resource whole) {
        completed = ResourceJson.of(fhir, whole);
    }

    /** What a rule made of it. */
    Optional<ResourceJson> completed() {
        return Optional.ofNullable(completed);
    }

    /** The current version, which may be a deletion; empty when the id was never used. */
    public Optional<StoredResource> current() {
        return current;
    }

    /** Whether nothing stands under its id now: the id was never used, or what it named is deleted. */
    public boolean isNew() {
        return current.filter(stored -> !stored.deleted()).isEmpty();
    }

    /** The version number that this write will get. */
    public long nextVersion() {
        return current.map(c -> c.version() + 1).orElse(1L);
    }

    /** The current version, parsed once when first asked for; empty when there is none or it is deleted. */
    public Optional<ResourceJson> before() {
        if (before == null && current.isPresent() && !current.get().deleted()) {
            before = ResourceJson.of(fhir, JsonTree.ofStored(current.get().json()));
        }
        return Optional.ofNullable(before);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
