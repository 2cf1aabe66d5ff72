package io.chartside.app.visit;

import io.chartside.app.review.Words;
import io.chartside.mappings.draft.DraftView.TurnView;
import io.chartside.scribe.transcript.Transcript;
import java.util.List;
import java.util.Locale;

/** The conversation as it came. */
public record TranscriptPane(List<Utterance> utterances) {
    public TranscriptPane {
        utterances = List.copyOf(utterances);
    }

    static TranscriptPane of(Transcript transcript) {
        return new TranscriptPane(transcript.turns().stream()
                .map(turn ->
                        utterance(turn.index(), turn.id(), turn.speaker().name().toLowerCase(Locale.ROOT), turn.text()))
                .toList());
    }

    /** The transcript that a draft rests on. */
    public static TranscriptPane of(List<TurnView> turns) {
        return new TranscriptPane(turns.stream()
                .map(turn -> utterance(turn.index(), turn.id(), turn.speaker(), turn.text()))
                .toList());
    }

    /** End of the last utterance within the recording, in milliseconds; 0 when the times are not known. */
    public static long until(List<TurnView> turns) {
        return turns.stream().mapToLong(TurnView::endMillis).max().orElse(0);
    }

    public boolean present() {
        return !utterances.isEmpty();
    }

    private static Utterance utterance(int turn, String id, String role, String text) {
        return new Utterance(turn, id, Words.speaker(role), role, text);
    }

    /**
     * One thing said.
     *
     * @param turn its number from 0, which evidence names
     * @param id by which the record knows it
     * @param speaker in a word, or empty when unknown
     * @param role {@code clinician}, {@code patient}, {@code guest} or {@code unknown}
     */
    public record Utterance(int turn, String id, String speaker, String role, String text) {
        @Override
        public String toString() {
            return "Utterance " + turn;
        }
    }
}
