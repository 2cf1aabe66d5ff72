package io.chartside.scribe.assertion;

import io.chartside.scribe.lexicon.Mention;
import java.util.Objects;

/**
 * A mention and what is said of it.
 *
 * @param cue words that decided it, or empty
 * @param answeredIn turn of the answer when the mention stands in a question that was answered, else -1
 */
public record AssertedMention(Mention mention, Assertion assertion, String cue, int answeredIn) {
    public AssertedMention {
        Objects.requireNonNull(mention);
        Objects.requireNonNull(assertion);
        Objects.requireNonNull(cue);
    }
}
