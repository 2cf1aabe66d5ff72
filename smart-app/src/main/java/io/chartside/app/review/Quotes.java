package io.chartside.app.review;

import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.draft.DraftView.TurnView;
import java.util.List;

/** Evidence as words that can be read where it is cited. */
final class Quotes {
    /** Enough for a sentence; the whole utterance lights up beside it. */
    private static final int LONGEST = 140;

    private final List<TurnView> transcript;

    Quotes(List<TurnView> transcript) {
        this.transcript = transcript;
    }

    List<Quote> of(List<EvidenceView> evidence) {
        return evidence.stream().map(this::quote).distinct().toList();
    }

    static String place(EvidenceView piece) {
        return piece.turn() + ":" + piece.start() + "-" + piece.end();
    }

    private Quote quote(EvidenceView piece) {
        if (piece.turn() < 0 || piece.turn() >= transcript.size()) {
            return new Quote("", "Chart", Words.charted(piece.charted()));
        }
        TurnView turn = transcript.get(piece.turn());
        return new Quote(place(piece), Words.speaker(turn.speaker()), excerpt(turn.text(), piece));
    }

    private static String excerpt(String text, EvidenceView piece) {
        int start = Math.min(piece.start(), text.length());
        int end = Math.min(Math.max(piece.end(), start), text.length());
        String words = start == end ? text : text.substring(start, end);
        return words.codePointCount(0, words.length()) <= LONGEST
                ? words.strip()
                : words.substring(0, words.offsetByCodePoints(0, LONGEST)).strip() + " …";
    }
}
