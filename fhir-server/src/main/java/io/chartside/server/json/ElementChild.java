package io.chartside.server.json;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * A property that a type may have in JSON.
 *
 * @param property its name in JSON: {@code valueQuantity}
 * @param element its name in the definition, a choice without its type: {@code value}
 * @param type of its values; of a place for any resource the abstract {@code Resource}
 * @param repeats whether it is an array
 * @param codes what a bound code may be; all for what is not bound
 */
public record ElementChild(
        String property, String element, ElementType type, boolean repeats, Predicate<String> codes) {
    public ElementChild {
        Objects.requireNonNull(property);
        Objects.requireNonNull(element);
        Objects.requireNonNull(type);
        Objects.requireNonNull(codes);
    }

    @Override
    public String toString() {
        return property;
    }
}
