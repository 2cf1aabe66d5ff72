package io.chartside.server.interaction;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartside.server.json.HapiReader;
import io.chartside.server.json.JsonTree;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/**
 * A resource on its way to the store: one JSON tree that everything reads, and that is written once. HAPI's objects are
 * made of it when somebody asks for them, which the write of a plain resource never does.
 */
public final class ResourceJson {
    private final FhirContext fhir;
    private final ObjectNode tree;
    private final Map<Integer, FhirRefusal> refused;
    private Resource hapi;

    private ResourceJson(FhirContext fhir, ObjectNode tree, Resource hapi, Map<Integer, FhirRefusal> refused) {
        this.fhir = Objects.requireNonNull(fhir);
        this.tree = Objects.requireNonNull(tree);
        this.hapi = hapi;
        this.refused = Map.copyOf(refused);
    }

    /** @param tree of a resource of R4, known to be one */
    public static ResourceJson of(FhirContext fhir, ObjectNode tree) {
        return new ResourceJson(fhir, tree, null, Map.of());
    }

    public static ResourceJson of(FhirContext fhir, Resource resource) {
        return new ResourceJson(fhir, JsonTree.of(fhir, resource), resource, Map.of());
    }

    /** @param refused what stands against single entries of a batch, by their position */
    public static ResourceJson ofBatch(FhirContext fhir, ObjectNode tree, Map<Integer, FhirRefusal> refused) {
        return new ResourceJson(fhir, tree, null, refused);
    }

    public String type() {
        return tree.path("resourceType").textValue();
    }

    /** Empty when the resource has none. */
    public Optional<String> id() {
        return Optional.ofNullable(tree.path("id").textValue());
    }

    /** To be changed by those alone who then call {@link #changed()}. */
    public ObjectNode tree() {
        return tree;
    }

    /** HAPI's objects, made when first asked for. What is changed in them does not change the resource. */
    public Resource hapi() {
        if (hapi == null) {
            hapi = (Resource) HapiReader.resource(fhir, JsonTree.bytes(tree));
        }
        return hapi;
    }

    void changed() {
        hapi = null;
    }

    /** A resource inside this one: of a Bundle's entry, of a parameter. */
    ResourceJson inner(ObjectNode inner) {
        return of(fhir, inner);
    }

    /** Why an entry of a batch cannot be done. */
    public Optional<FhirRefusal> refusal(int entry) {
        return Optional.ofNullable(refused.get(entry));
    }

    boolean hasTag(String system, String code) {
        for (JsonNode tag : tree.path("meta").path("tag")) {
            if (system.equals(tag.path("system").textValue())
                    && code.equals(tag.path("code").textValue())) {
                return true;
            }
        }
        return false;
    }

    /** What it holds is a health record. */
    @Override
    public String toString() {
        return type() + id().map(id -> "/" + id).orElse("");
    }
}
