package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.scribe.draft.Draft;
import java.util.Objects;
import java.util.Optional;

/**
 * What was drafted, and by whom.
 *
 * @param prompt name of the instructions that a language model was given, with the SHA-256 of their text; empty for the
 *     engine of this process
 */
public record DraftAnswer(Draft draft, EngineDevice engine, Optional<String> prompt) {
    public DraftAnswer {
        Objects.requireNonNull(draft);
        Objects.requireNonNull(engine);
        Objects.requireNonNull(prompt);
    }

    @Override
    public String toString() {
        return "DraftAnswer of " + engine;
    }
}
