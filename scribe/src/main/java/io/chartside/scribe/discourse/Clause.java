package io.chartside.scribe.discourse;

import io.chartside.scribe.draft.Evidence;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.wording.Word;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The smallest piece that the note picks up or leaves: about one main clause.
 *
 * @param turn index of its turn
 * @param words cleaned words, in order, never empty
 * @param text the words joined by blanks
 */
public record Clause(
        int turn, String utterance, Speaker speaker, List<Word> words, String text, boolean question, Phase phase) {
    public Clause {
        Objects.requireNonNull(utterance);
        Objects.requireNonNull(speaker);
        Objects.requireNonNull(text);
        Objects.requireNonNull(phase);
        words = List.copyOf(words);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("a clause has words");
        }
    }

    static String join(List<Word> words) {
        return words.stream().map(Word::text).collect(Collectors.joining(" "));
    }

    public Clause in(Phase other) {
        return new Clause(turn, utterance, speaker, words, text, question, other);
    }

    /** The same words as a question. */
    Clause asked() {
        return new Clause(turn, utterance, speaker, words, text, true, phase);
    }

    /** Other words of the same place. */
    Clause of(List<Word> others) {
        return new Clause(turn, utterance, speaker, others, join(others), question, phase);
    }

    Clause by(Speaker other) {
        return new Clause(turn, utterance, other, words, text, question, phase);
    }

    public boolean clinician() {
        return speaker == Speaker.CLINICIAN;
    }

    /** The span of the turn that the words cover; a corrected word covers its correction too. */
    public Evidence.Said said() {
        return new Evidence.Said(
                turn,
                utterance,
                words.get(0).start(),
                words.stream().mapToInt(Word::end).max().orElseThrow());
    }

    @Override
    public String toString() {
        return "Clause of turn " + turn;
    }
}
