package io.chartside.server.ai;

import io.chartside.scribe.document.ChartDocument;
import io.chartside.scribe.document.Facts;
import io.chartside.scribe.flag.Instructions;
import io.chartside.scribe.identifier.Redacted;
import io.chartside.scribe.identifier.Redaction;
import io.chartside.scribe.verify.DocumentVerifier;
import io.chartside.server.tenancy.AiOperation;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The wording of a document that the engine made of the record: its facts leave, and what of the model's wording they bear out
 * stands in their place. Structure, entries and values stay the engine's.
 */
record DocumentTask(
        AiOperation operation,
        Facts facts,
        DocumentVerifier verifier,
        Supplier<Set<String>> identifiers,
        boolean mayLeave)
        implements ModelTask<ChartDocument> {
    DocumentTask {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(facts);
        Objects.requireNonNull(verifier);
        Objects.requireNonNull(identifiers);
    }

    @Override
    public String prompt() {
        return DocumentPrompt.identity(operation);
    }

    @Override
    public Asked<ChartDocument> asked(Redaction redaction) {
        Instructions.Screened shown = verifier.screened(facts);
        Redacted redacted = redaction.redact(shown.transcript(), identifiers.get());
        DocumentAnswer answer = new DocumentAnswer(facts, shown.transcript(), redacted);
        return new Asked<>(
                DocumentPrompt.of(operation, facts, redacted.transcript()),
                redacted.size(),
                json -> verifier.verify(facts, shown, answer.read(json)));
    }

    @Override
    public String toString() {
        return "DocumentTask " + operation.word();
    }
}
