package io.chartside.server.index;

import java.math.BigDecimal;
import java.util.List;

/** A value of a resource as searches compare it. Empty text stands for an absent part. */
public sealed interface IndexedValue {

    record Text(String value) implements IndexedValue {}

    /**
     * @param coded whether the element is a {@code code}, whose system the specification fixes and the instance omits
     * @param display what {@code :text} looks into
     */
    record Token(String system, String code, String display, boolean coded) implements IndexedValue {}

    /** An identifier's value with a coding of its type, for {@code :of-type}; it stands beside the identifier's token. */
    record TypedIdentifier(String system, String code, String value) implements IndexedValue {}

    /** A local reference has a type and an id; any other has its URL in {@code id} and an empty type. */
    record Link(String type, String id) implements IndexedValue {}

    /** Milliseconds since 1970, both inclusive; an open begin or end is the smallest or greatest long. */
    record Range(long low, long high) implements IndexedValue {}

    /**
     * A plain number has neither system nor code; {@code unit} is what the human reads.
     *
     * @param low null for a range without a low end
     * @param high null for a range without a high end
     */
    record Quantity(BigDecimal low, BigDecimal high, String system, String code, String unit) implements IndexedValue {}

    record Address(String uri) implements IndexedValue {}

    /** Degrees, WGS 84. */
    record Position(double latitude, double longitude) implements IndexedValue {}

    /** What one element has for each part of a composite parameter; every part has a value. */
    record Composite(List<List<IndexedValue>> parts) implements IndexedValue {
        public Composite {
            parts = List.copyOf(parts);
        }
    }
}
