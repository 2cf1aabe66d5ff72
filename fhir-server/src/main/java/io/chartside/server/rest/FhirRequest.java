package io.chartside.server.rest;

import io.chartside.server.interaction.ResourceJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One request, or one entry of a batch, apart from how it arrived.
 *
 * @param segments of the path below the tenant's base
 * @param parameters decoded, of the query and of a form
 * @param rawQuery as it came, for the audit and for conditions
 * @param body as it came; of an entry, what a Binary carries
 * @param content the media ranges of a read of Binary that asks for its content instead of the resource
 * @param resource parses the body when a handler wants it; throws when there is none or it is wrong
 */
record FhirRequest(
        String method,
        List<String> segments,
        Map<String, List<String>> parameters,
        String rawQuery,
        Preferences preferences,
        RawBody body,
        Optional<String> content,
        Supplier<ResourceJson> resource) {
    FhirRequest {
        Objects.requireNonNull(method);
        segments = List.copyOf(segments);
        Objects.requireNonNull(rawQuery);
    }

    boolean isGet() {
        return method.equals("GET") || method.equals("HEAD");
    }

    boolean hasBody() {
        return !body.isEmpty();
    }

    String segment(int index) {
        return index < segments.size() ? segments.get(index) : "";
    }

    Optional<String> parameter(String name) {
        List<String> values = parameters.get(name);
        return values == null ? Optional.empty() : Optional.of(values.get(0));
    }

    /** The query holds health records; path segments do not. */
    @Override
    public String toString() {
        return method + " " + String.join("/", segments);
    }
}
