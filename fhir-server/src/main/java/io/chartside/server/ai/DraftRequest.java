package io.chartside.server.ai;

import io.chartside.scribe.Visit;
import java.util.Objects;

/** What a model is asked to draft. */
public record DraftRequest(Visit visit) {
    public DraftRequest {
        Objects.requireNonNull(visit);
    }

    @Override
    public String toString() {
        return "DraftRequest of " + visit.transcript();
    }
}
