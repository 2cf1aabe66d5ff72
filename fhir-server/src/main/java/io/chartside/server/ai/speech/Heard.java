package io.chartside.server.ai.speech;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Words of one voice, one after the other.
 *
 * @param voice number that the service gave the voice within one stream; -1 when it does not tell voices apart
 * @param startMillis of the first word, from the begin of the recording
 * @param endMillis of the last
 */
public record Heard(String text, int voice, long startMillis, long endMillis, List<Word> words) {
    public Heard {
        Objects.requireNonNull(text);
        words = List.copyOf(words);
    }

    /**
     * @param text as it is written, with its punctuation
     * @param confidence from 0 to 1; 0 when the service tells none
     */
    public record Word(String text, long startMillis, long endMillis, double confidence) {
        @Override
        public String toString() {
            return "word";
        }
    }

    /** The same, heard this much later. */
    public Heard later(long millis) {
        return millis == 0
                ? this
                : new Heard(
                        text,
                        voice,
                        startMillis + millis,
                        endMillis + millis,
                        words.stream()
                                .map(word -> new Word(
                                        word.text(),
                                        word.startMillis() + millis,
                                        word.endMillis() + millis,
                                        word.confidence()))
                                .toList());
    }

    /** What of it was said after this moment; empty when nothing was. */
    public Optional<Heard> after(long millis) {
        if (startMillis >= millis) {
            return Optional.of(this);
        }
        List<Word> later = words.stream()
                .filter(word -> (word.startMillis() + word.endMillis()) / 2 >= millis)
                .toList();
        if (later.isEmpty()) {
            return words.isEmpty() && endMillis > millis ? Optional.of(this) : Optional.empty();
        }
        return Optional.of(new Heard(
                String.join(" ", later.stream().map(Word::text).toList()),
                voice,
                later.get(0).startMillis(),
                endMillis,
                later));
    }

    /** The same by a voice of this number. */
    public Heard by(int other) {
        return new Heard(text, other, startMillis, endMillis, words);
    }

    /** What was said is a health record. */
    @Override
    public String toString() {
        return "heard " + startMillis + " to " + endMillis;
    }
}
