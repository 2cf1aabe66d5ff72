package io.chartside.scribe.draft;

import java.util.Objects;

/** What a statement rests on: words of the visit, or an entry of the chart. */
public sealed interface Evidence {

    /**
     * Words of one utterance.
     *
     * @param turn index of the turn in the transcript
     * @param utterance id of the same turn
     * @param start first UTF-16 unit of the words within the turn's text
     * @param end one past the last
     */
    record Said(int turn, String utterance, int start, int end) implements Evidence {
        public Said {
            Objects.requireNonNull(utterance);
            if (turn < 0 || start < 0 || end < start) {
                throw new IllegalArgumentException("evidence must be a span of a turn");
            }
        }
    }

    /** An entry of the patient's chart, by its FHIR reference such as {@code Condition/123}. Never shown as said. */
    record Charted(String reference) implements Evidence {
        public Charted {
            Objects.requireNonNull(reference);
        }
    }
}
