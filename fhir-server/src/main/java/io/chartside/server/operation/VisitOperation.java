package io.chartside.server.operation;

import java.util.Set;

/** An operation that makes or changes something of one visit: called on an Encounter, by POST. */
public interface VisitOperation extends Operation {

    @Override
    default Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    default Set<String> types() {
        return Set.of("Encounter");
    }

    @Override
    default boolean affectsState() {
        return true;
    }
}
