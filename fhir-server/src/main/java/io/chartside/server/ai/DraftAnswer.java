package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.scribe.draft.Draft;
import java.time.Duration;
import java.util.Objects;

/**
 * What a model answered, and what the audit keeps of the call: the model, its version and the input's hash, never the
 * input (MA17, MA19).
 *
 * @param inputHash SHA-256 of what the model was given, in hexadecimal
 */
public record DraftAnswer(Draft draft, EngineDevice engine, String inputHash, Duration took) {
    public DraftAnswer {
        Objects.requireNonNull(draft);
        Objects.requireNonNull(engine);
        Objects.requireNonNull(inputHash);
        Objects.requireNonNull(took);
    }

    @Override
    public String toString() {
        return "DraftAnswer of " + engine;
    }
}
