package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.Scribe;
import io.chartside.server.tenancy.ServerSettings;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/** The engine that runs in this process: deterministic, offline, and in need of no socket. */
@Component
final class EmbeddedProvider {
    /** Built beside the rest of the start, which takes longer. */
    private final CompletableFuture<Scribe> scribe;

    EmbeddedProvider(ServerSettings settings) {
        scribe = CompletableFuture.supplyAsync(() -> EmbeddedScribe.create(settings.dataDir()));
    }

    EngineDevice engine() {
        return EngineDevice.EMBEDDED;
    }

    Scribe scribe() {
        return scribe.join();
    }
}
