package io.chartside.server.ai;

import io.chartside.scribe.document.ChartDocument;
import io.chartside.server.tenancy.AiOperation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A document to be made of the record.
 *
 * @param operation empty for one that no model may be asked for
 * @param inputs references of what it is given, with their versions
 * @param work makes the engine's own document
 * @param identifiers of the people of the record, looked up only when something is to leave; they leave by no way
 * @param mayLeave as of {@link DraftRequest#mayLeave}
 */
public record DocumentRequest(
        Optional<AiOperation> operation,
        List<String> inputs,
        Supplier<ChartDocument> work,
        Supplier<Set<String>> identifiers,
        boolean mayLeave) {
    public DocumentRequest {
        Objects.requireNonNull(operation);
        inputs = List.copyOf(inputs);
        Objects.requireNonNull(work);
        Objects.requireNonNull(identifiers);
    }

    @Override
    public String toString() {
        return "DocumentRequest of " + inputs.size() + " inputs";
    }
}
