package io.chartside.server.operation;

import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Parameters;

/**
 * One call of an {@link Operation}.
 *
 * @param type empty at system level
 * @param instance the resource it is called on, current and visible to the caller; empty unless at instance level
 * @param parameters of the body or of the query (as valueString); never null
 * @param sight what the caller may read, for lookups of the operation
 */
public record OperationCall(
        RequestContext context,
        Operation.Level level,
        Optional<String> type,
        Optional<StoredResource> instance,
        Parameters parameters,
        Sight sight) {
    public OperationCall {
        Objects.requireNonNull(context);
        Objects.requireNonNull(level);
        Objects.requireNonNull(type);
        Objects.requireNonNull(instance);
        Objects.requireNonNull(parameters);
        Objects.requireNonNull(sight);
    }

    @Override
    public String toString() {
        return level + " call on " + type.orElse("system");
    }
}
