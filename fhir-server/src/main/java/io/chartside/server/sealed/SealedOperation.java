package io.chartside.server.sealed;

import io.chartside.server.operation.Operation;
import java.util.Optional;
import java.util.Set;

/** What the operations of sealed sessions have in common. */
abstract class SealedOperation implements Operation {
    @Override
    public final Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public final Set<String> types() {
        return Set.of("Encounter");
    }

    @Override
    public final boolean affectsState() {
        return true;
    }

    @Override
    public boolean takesSealedVisits() {
        return true;
    }

    @Override
    public Optional<String> requiresItself() {
        return Optional.of("whoever opened the sealed visit");
    }
}
