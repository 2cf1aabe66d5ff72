package io.chartside.server.index;

import java.math.BigDecimal;

/** A value of a resource as searches compare it. Empty text stands for an absent part. */
public sealed interface IndexedValue {

    record Text(String value) implements IndexedValue {}

    /**
     * @param coded whether the element is a {@code code}, whose system the specification fixes and the instance omits
     * @param display what {@code :text} looks into
     */
    record Token(String system, String code, String display, boolean coded) implements IndexedValue {}

    /** A local reference has a type and an id; any other has its URL in {@code id} and an empty type. */
    record Link(String type, String id) implements IndexedValue {}

    /** Milliseconds since 1970, both inclusive; an open begin or end is the smallest or greatest long. */
    record Range(long low, long high) implements IndexedValue {}

    /** A plain number has neither system nor code; {@code unit} is what the human reads. */
    record Quantity(BigDecimal low, BigDecimal high, String system, String code, String unit) implements IndexedValue {}

    record Address(String uri) implements IndexedValue {}
}
