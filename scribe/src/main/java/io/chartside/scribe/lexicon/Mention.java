package io.chartside.scribe.lexicon;

import java.util.Objects;

/**
 * Where a concept is named in an utterance.
 *
 * @param turn index of the utterance
 * @param first index of its first token
 * @param last index of its last token
 * @param start first UTF-16 unit of the words
 * @param end one past the last
 * @param words number of words of the phrase that matched
 */
public record Mention(Concept concept, int turn, int first, int last, int start, int end, int words) {
    public Mention {
        Objects.requireNonNull(concept);
        if (start < 0 || end <= start || last < first) {
            throw new IllegalArgumentException("a mention covers at least one token");
        }
    }

    boolean overlaps(Mention other) {
        return first <= other.last && other.first <= last;
    }
}
