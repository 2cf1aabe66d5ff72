package io.chartside.server.ai;

import io.chartside.scribe.identifier.Redaction;
import io.chartside.server.tenancy.AiOperation;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that a model is asked for. An operation becomes routable by its word in {@link AiOperation} and one of these; policy,
 * limits, breaker, sending and the record of the call are the same for all ({@link LanguageModels}).
 *
 * @param <T> what is made of the answer
 */
interface ModelTask<T> {
    AiOperation operation();

    /** Whether what it works on may go to a model outside at all, whatever the tenant's policy. */
    boolean mayLeave();

    /** Name of the instructions with the SHA-256 of their text, as in {@code draft_note/9f86…}. */
    String prompt();

    /** What leaves, without identifiers, and how what comes back is read. */
    Asked<T> asked(Redaction redaction);

    /**
     * @param identifiers how many were taken out
     * @param verified of the answer's JSON what is borne out, empty when nothing is; throws {@link Unreadable} for another form
     */
    record Asked<T>(Prompt prompt, int identifiers, Function<String, Optional<T>> verified) {
        @Override
        public String toString() {
            return "Asked " + prompt.name();
        }
    }
}
