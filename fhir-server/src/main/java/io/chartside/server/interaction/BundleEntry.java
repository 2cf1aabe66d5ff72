package io.chartside.server.interaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An entry of a transaction or a batch (FHIR R4, bundle.html). */
public record BundleEntry(int position, JsonNode entry, Optional<ResourceJson> resource) {
    public BundleEntry {
        Objects.requireNonNull(entry);
        Objects.requireNonNull(resource);
    }

    public static List<BundleEntry> of(ResourceJson bundle) {
        List<BundleEntry> entries = new ArrayList<>();
        for (JsonNode entry : bundle.tree().path("entry")) {
            Optional<ResourceJson> resource = entry.path("resource") instanceof ObjectNode inner
                    ? Optional.of(bundle.inner(inner))
                    : Optional.empty();
            entries.add(new BundleEntry(entries.size(), entry, resource));
        }
        return entries;
    }

    public Optional<String> fullUrl() {
        return text(entry, "fullUrl");
    }

    /** GET, HEAD, POST, PUT, DELETE or PATCH. */
    public Optional<String> method() {
        return request("method");
    }

    public Optional<String> url() {
        return request("url");
    }

    /** Another element of {@code request}: {@code ifMatch}, {@code ifNoneExist}. */
    public Optional<String> request(String element) {
        return text(entry.path("request"), element);
    }

    private static Optional<String> text(JsonNode parent, String name) {
        return Optional.ofNullable(parent.path(name).textValue());
    }

    /** What it holds is a health record. */
    @Override
    public String toString() {
        return "entry " + position;
    }
}
