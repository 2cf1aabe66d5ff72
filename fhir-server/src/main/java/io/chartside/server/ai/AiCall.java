package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.server.tenancy.AiRoute;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One call of a model, as the audit records it (MA19): never what was said, nor what was answered.
 *
 * @param route empty for the engine of this process
 * @param inputHash SHA-256 of the visit that was to be drafted, in hexadecimal
 */
public record AiCall(
        EngineDevice engine,
        Optional<AiRoute> route,
        String inputHash,
        Traffic traffic,
        Duration took,
        AiOutcome outcome) {
    public AiCall {
        Objects.requireNonNull(engine);
        Objects.requireNonNull(route);
        Objects.requireNonNull(inputHash);
        Objects.requireNonNull(traffic);
        Objects.requireNonNull(took);
        Objects.requireNonNull(outcome);
    }

    /** Of the engine of this process. */
    public static AiCall embedded(String inputHash, Duration took, AiOutcome outcome) {
        return new AiCall(EngineDevice.EMBEDDED, Optional.empty(), inputHash, Traffic.NONE, took, outcome);
    }
}
