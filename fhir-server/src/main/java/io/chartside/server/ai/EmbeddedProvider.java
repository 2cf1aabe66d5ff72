package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.draft.Draft;
import io.chartside.terminology.CodeCatalog;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** The engine that runs in this process: deterministic, offline, and in need of no socket. */
@Component
final class EmbeddedProvider implements DraftProvider {
    /** Built beside the rest of the start, which takes longer. */
    private final CompletableFuture<Scribe> scribe =
            CompletableFuture.supplyAsync(() -> EmbeddedScribe.create(CodeCatalog.empty()));

    @Override
    public EngineDevice engine() {
        return EngineDevice.EMBEDDED;
    }

    @Override
    public Draft draft(DraftRequest request) {
        return scribe.join().draft(request.visit());
    }
}
