package io.chartside.server.operation;

import io.chartside.server.interaction.RequestContext;
import io.chartside.server.store.Sight;
import io.chartside.server.store.StoredResource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hl7.fhir.r4.model.Parameters;

/**
 * One call of an {@link Operation}.
 *
 * @param method GET, POST or another that the operation answers
 * @param type empty at system level
 * @param id of the instance; empty unless at instance level
 * @param instance the resource it is called on, current and visible to the caller; empty unless at instance level
 * @param below of a system operation, the path segments after its name
 * @param parameters of the body or of the query (as valueString); a body that is no Parameters is its parameter
 *     {@code resource}
 * @param respondAsync whether {@code Prefer: respond-async} was sent
 * @param lenient whether {@code Prefer: handling=lenient} was sent
 * @param sight what the caller may read, for lookups of the operation
 */
public record OperationCall(
        RequestContext context,
        String method,
        Operation.Level level,
        Optional<String> type,
        Optional<String> id,
        Optional<StoredResource> instance,
        List<String> below,
        Parameters parameters,
        boolean respondAsync,
        boolean lenient,
        Sight sight) {
    public OperationCall {
        Objects.requireNonNull(context);
        Objects.requireNonNull(method);
        Objects.requireNonNull(level);
        Objects.requireNonNull(type);
        Objects.requireNonNull(id);
        Objects.requireNonNull(instance);
        below = List.copyOf(below);
        Objects.requireNonNull(parameters);
        Objects.requireNonNull(sight);
    }

    @Override
    public String toString() {
        return level + " call on " + type.orElse("system");
    }
}
