package io.chartside.server.index;

import java.util.List;
import java.util.Objects;

/**
 * What resource-types.yml says of a type.
 *
 * @param times date parameters that give its clinical time; the first that has a value counts
 * @param patient path of references to the patient whose it is; empty: what the parameter {@code patient} names
 * @param through path of references to a resource whose patient it shares when it names none itself; empty for none
 * @param links reference parameters that keep their rows inside a record too
 * @param words whether the words of its text are kept for {@code _text} and {@code _content}
 */
record TypeRule(List<String> times, String patient, String through, List<String> links, boolean words) {
    static final TypeRule NONE = new TypeRule(List.of(), "", "", List.of(), false);

    TypeRule {
        times = List.copyOf(times);
        links = List.copyOf(links);
        Objects.requireNonNull(patient);
        Objects.requireNonNull(through);
    }
}
