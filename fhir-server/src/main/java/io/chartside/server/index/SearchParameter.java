package io.chartside.server.index;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A search parameter of one resource type (R4, 3.1.1).
 *
 * @param targets the types a reference may point to; empty means any
 * @param path FHIRPath of the elements it indexes
 * @param components of a composite the parameters that its parts are read by; else empty
 * @param compartments of which compartments it gives membership (R4, compartmentdefinition.html)
 * @param repeats whether a resource may have several values of it
 */
public record SearchParameter(
        String type,
        String name,
        Kind kind,
        Set<String> targets,
        String path,
        List<String> components,
        Set<String> compartments,
        boolean repeats) {

    /** The kinds of parameters; the one special parameter is {@code Location.near}. */
    public enum Kind {
        STRING,
        TOKEN,
        REFERENCE,
        DATE,
        QUANTITY,
        NUMBER,
        URI,
        COMPOSITE,
        SPECIAL
    }

    public SearchParameter {
        Objects.requireNonNull(type);
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(path);
        targets = Set.copyOf(targets);
        components = List.copyOf(components);
        compartments = Set.copyOf(compartments);
    }
}
