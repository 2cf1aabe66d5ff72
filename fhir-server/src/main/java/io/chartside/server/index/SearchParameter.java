package io.chartside.server.index;

import java.util.Objects;
import java.util.Set;

/**
 * A search parameter of one resource type (R4, 3.1.1).
 *
 * @param targets the types a reference may point to; empty means any
 * @param path FHIRPath of the elements it indexes
 */
public record SearchParameter(String type, String name, Kind kind, Set<String> targets, String path) {

    /** The kinds served; composite and special parameters are not. */
    public enum Kind {
        STRING,
        TOKEN,
        REFERENCE,
        DATE,
        QUANTITY,
        NUMBER,
        URI
    }

    public SearchParameter {
        Objects.requireNonNull(type);
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(path);
        targets = Set.copyOf(targets);
    }
}
