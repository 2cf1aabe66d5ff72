package io.chartside.server.ai;

import io.chartside.scribe.Visit;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a model is asked to draft.
 *
 * @param identifiers names, numbers, addresses and dates of the people of the visit, as the chart has them, looked up only when
 *     something is to leave; they help to take them out of it, and leave by no way
 * @param mayLeave whether the words may go to a model outside at all, whatever the tenant's policy
 */
public record DraftRequest(Visit visit, Supplier<Set<String>> identifiers, boolean mayLeave) {
    public DraftRequest {
        Objects.requireNonNull(visit);
        Objects.requireNonNull(identifiers);
    }

    DraftRequest of(Visit other) {
        return new DraftRequest(other, identifiers, mayLeave);
    }

    @Override
    public String toString() {
        return "DraftRequest of " + visit.transcript();
    }
}
