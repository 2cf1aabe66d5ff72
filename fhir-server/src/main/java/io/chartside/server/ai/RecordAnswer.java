package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.scribe.document.ChartDocument;
import java.util.Objects;
import java.util.Optional;

/**
 * What was made of the record, and by whom.
 *
 * @param engine whose words it has
 * @param prompt as of {@link DraftAnswer#prompt}
 */
public record RecordAnswer(ChartDocument made, EngineDevice engine, Optional<String> prompt) {
    public RecordAnswer {
        Objects.requireNonNull(made);
        Objects.requireNonNull(engine);
        Objects.requireNonNull(prompt);
    }

    @Override
    public String toString() {
        return "RecordAnswer of " + engine;
    }
}
