package io.chartside.scribe.identifier;

import java.util.Objects;

/**
 * Where an identifier stands in a text.
 *
 * @param start first UTF-16 unit
 * @param end one past the last
 */
public record Identifier(int start, int end, IdentifierKind kind) {
    public Identifier {
        Objects.requireNonNull(kind);
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("an identifier covers at least one character");
        }
    }

    boolean overlaps(Identifier other) {
        return start < other.end && other.start < end;
    }
}
