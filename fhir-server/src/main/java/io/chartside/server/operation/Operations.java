package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** The operations this server has, by name, level and type. */
@Component
public final class Operations {
    private final List<Operation> all;

    Operations(List<Operation> all) {
        this.all = all.stream()
                .sorted(Comparator.comparing(Operation::name).thenComparing(Operations::types))
                .toList();
    }

    /** Several of one name are told in the same order by every process. */
    private static String types(Operation operation) {
        return String.join(" ", new TreeSet<>(operation.types()));
    }

    public List<Operation> all() {
        return all;
    }

    /** The operation with {@link Operation#places places} that this path calls, before anything else is known of the call. */
    public Optional<Operation> withPlaces(List<String> path) {
        String last = path.isEmpty() ? "" : path.get(path.size() - 1);
        return all.stream()
                .filter(operation -> last.equals("$" + operation.name())
                        && operation.places().isPresent())
                .findFirst();
    }

    /**
     * @param name without the dollar sign
     * @param type empty at system level
     * @throws FhirRefusal 404 when there is none, 400 when it is offered elsewhere only
     */
    public Operation find(String name, Operation.Level level, String type) {
        List<Operation> named = all.stream().filter(o -> o.name().equals(name)).toList();
        if (named.isEmpty()) {
            throw new FhirRefusal(404, "not-supported", "This server has no such operation");
        }
        return named.stream()
                .filter(o -> o.levels().contains(level))
                .filter(o -> level == Operation.Level.SYSTEM || o.types().contains(type))
                .findFirst()
                .orElseThrow(() -> new FhirRefusal(
                        400, "not-supported", "The operation $" + name + " is not offered on this path"));
    }
}
