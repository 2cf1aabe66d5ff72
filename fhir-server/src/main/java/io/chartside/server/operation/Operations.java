package io.chartside.server.operation;

import io.chartside.server.interaction.FhirRefusal;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Component;

/** The operations this server has, by name, level and type. */
@Component
public final class Operations {
    private final List<Operation> all;

    /** @throws IllegalStateException when one would be open to everybody */
    Operations(List<Operation> all) {
        for (Operation operation : all) {
            String type = operation.types().stream().findFirst().orElse("");
            if (operation.needs(type).isEmpty() && operation.requiresItself().isEmpty()) {
                throw new IllegalStateException("the operation $" + operation.name() + " does not say what it needs");
            }
        }
        this.all = all.stream().sorted(Comparator.comparing(Operation::name)).toList();
    }

    public List<Operation> all() {
        return all;
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
