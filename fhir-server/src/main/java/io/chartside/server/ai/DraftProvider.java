package io.chartside.server.ai;

import io.chartside.mappings.draft.EngineDevice;
import io.chartside.scribe.draft.Draft;

/** A model behind the gateway. A model gets the visit and gives a draft; it can call nothing and change nothing. */
interface DraftProvider {
    EngineDevice engine();

    Draft draft(DraftRequest request);
}
