package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Scribe;
import io.chartside.scribe.draft.Draft;
import io.chartside.server.tenancy.ServerSettings;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** The engine that runs in this process: deterministic, offline, and in need of no socket. */
@Component
final class EmbeddedProvider implements DraftProvider {
    /** Built beside the rest of the start, which takes longer. */
    private final CompletableFuture<Scribe> scribe;

    EmbeddedProvider(ServerSettings settings) {
        scribe = CompletableFuture.supplyAsync(() -> EmbeddedScribe.create(settings.dataDir()));
    }

    @Override
    public EngineDevice engine() {
        return EngineDevice.EMBEDDED;
    }

    @Override
    public Draft draft(DraftRequest request) {
        return scribe.join().draft(request.visit());
    }
}
