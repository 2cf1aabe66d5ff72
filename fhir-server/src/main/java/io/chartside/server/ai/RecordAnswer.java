package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import java.time.Duration;
import java.util.Objects;

/**
 * What the embedded engine made of the record, and what the audit keeps of it.
 *
 * @param inputHash SHA-256 of the versions it was given, in hexadecimal
 */
public record RecordAnswer<T>(T made, EngineDevice engine, String inputHash, Duration took) {
    public RecordAnswer {
        Objects.requireNonNull(made);
        Objects.requireNonNull(engine);
        Objects.requireNonNull(inputHash);
        Objects.requireNonNull(took);
    }

    @Override
    public String toString() {
        return "RecordAnswer of " + engine;
    }
}
