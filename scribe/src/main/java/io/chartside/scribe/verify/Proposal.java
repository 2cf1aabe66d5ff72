package io.chartside.scribe.verify;

import io.chartside.scribe.draft.CodeSuggestion;
import io.chartside.scribe.draft.Note;
import io.chartside.scribe.draft.OrderSuggestion;
import java.util.List;
import java.util.Objects;

/** What somebody else than the engine wants to be drafted of a visit. Its evidence may name anything. */
public record Proposal(Note note, List<CodeSuggestion> codes, List<OrderSuggestion> orders) {
    public Proposal {
        Objects.requireNonNull(note);
        codes = List.copyOf(codes);
        orders = List.copyOf(orders);
    }

    @Override
    public String toString() {
        return "Proposal of " + note.sections().size() + " sections";
    }
}
