package io.chartside.server.search;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A search as it came over HTTP.
 *
 * @param type the resource type searched
 * @param parameters names with modifiers ({@code code:not}, {@code _include}) to their values, already URL-decoded,
 *     repeats kept
 * @param lenient whether {@code Prefer: handling=lenient} was sent: unknown parameters are then reported, not refused
 * @param subject what the paging cursor is bound to: who asks, besides tenant and query
 */
public record SearchRequest(String type, Map<String, List<String>> parameters, boolean lenient, String subject) {
    public SearchRequest {
        Objects.requireNonNull(type);
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(subject);
    }

    /** Search values are health records: only the type and the parameters' names are safe to log. */
    @Override
    public String toString() {
        return type + "?" + parameters.keySet();
    }
}
