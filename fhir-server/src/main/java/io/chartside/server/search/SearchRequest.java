package io.chartside.server.search;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A search as it came over HTTP.
 *
 * @param type the resource type searched; empty for a search over all types, which {@code _type} narrows
 * @param parameters names with modifiers ({@code code:not}, {@code _include}) to their values, already URL-decoded,
 *     repeats kept
 * @param lenient whether {@code Prefer: handling=lenient} was sent: unknown parameters are then reported, not refused
 * @param subject what the paging cursor is bound to: who asks, besides tenant and query
 * @param compartment the compartment searched in ({@code Patient/1/Observation})
 * @param base the address of the tenant's endpoint as the client sees it: a reference that begins with it is a relative
 *     one (R4, 3.1.1.4.12); empty where none can come
 */
public record SearchRequest(
        String type,
        Map<String, List<String>> parameters,
        boolean lenient,
        String subject,
        Optional<Compartment> compartment,
        String base) {
    public SearchRequest {
        Objects.requireNonNull(type);
        parameters = Map.copyOf(parameters);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(compartment);
        Objects.requireNonNull(base);
    }

    public SearchRequest(
            String type,
            Map<String, List<String>> parameters,
            boolean lenient,
            String subject,
            Optional<Compartment> compartment) {
        this(type, parameters, lenient, subject, compartment, "");
    }

    public SearchRequest(String type, Map<String, List<String>> parameters, boolean lenient, String subject) {
        this(type, parameters, lenient, subject, Optional.empty());
    }

    /** Whether it asks for its total alone. */
    public boolean countOnly() {
        return List.of("count").equals(parameters.get("_summary"));
    }

    /** A compartment by its resource (R4, compartmentdefinition.html): of a Patient, an Encounter, a Practitioner. */
    public record Compartment(String type, String id) {}

    /** Search values are health records: only the type and the parameters' names are safe to log. */
    @Override
    public String toString() {
        return type + "?" + parameters.keySet();
    }
}
