package io.chartside.app.review;

import io.chartside.mappings.draft.DraftView.EvidenceView;
import io.chartside.mappings.draft.DraftView.TurnView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Evidence as words that can be read where it is cited: one quote an utterance, in order of importance. */
final class Quotes {
    /** Enough for a sentence; the whole utterance lights up beside it. */
    private static final int LONGEST = 140;

    /** Fewer units say little by themselves: then the sentence they stand in is quoted. */
    private static final int SHORTEST = 40;

    private final List<TurnView> transcript;

    Quotes(List<TurnView> transcript) {
        this.transcript = transcript;
    }

    List<Quote> of(List<EvidenceView> evidence) {
        Map<Integer, List<EvidenceView>> said = new LinkedHashMap<>();
        List<Quote> charted = new ArrayList<>();
        for (EvidenceView piece : evidence) {
            if (piece.turn() < 0 || piece.turn() >= transcript.size()) {
                charted.add(new Quote("", "", Words.charted(piece.charted())));
            } else {
                said.computeIfAbsent(piece.turn(), turn -> new ArrayList<>()).add(piece);
            }
        }
        List<Quote> quotes =
                new ArrayList<>(said.values().stream().map(this::quote).toList());
        quotes.addAll(charted.stream().distinct().toList());
        return quotes;
    }

    static String place(EvidenceView piece) {
        return piece.turn() + ":" + piece.start() + "-" + piece.end();
    }

    private Quote quote(List<EvidenceView> ofOneTurn) {
        TurnView turn = transcript.get(ofOneTurn.get(0).turn());
        String places = ofOneTurn.stream().map(Quotes::place).distinct().collect(Collectors.joining(" "));
        return new Quote(places, turn.speaker(), excerpt(turn.text(), ofOneTurn.get(0)));
    }

    static String excerpt(String text, EvidenceView piece) {
        int start = Math.min(piece.start(), text.length());
        int end = Math.min(Math.max(piece.end(), start), text.length());
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end - start < SHORTEST) {
            start = sentenceStart(text, start);
            end = sentenceEnd(text, end);
        }
        if (end - start > LONGEST) {
            int from = Math.max(start, Math.min(piece.start() - LONGEST / 3, end - LONGEST));
            int to = Math.min(end, from + LONGEST);
            return (from > start ? "… " : "") + whole(text, from, to) + (to < end ? " …" : "");
        }
        return text.substring(start, end).strip();
    }

    private static int sentenceStart(String text, int from) {
        int start = from;
        while (start > 0 && !ends(text, start - 1)) {
            start--;
        }
        return start;
    }

    private static int sentenceEnd(String text, int from) {
        int end = from;
        while (end < text.length() && !(end > 0 && ends(text, end - 1))) {
            end++;
        }
        return end;
    }

    /** A full stop within a number or an abbreviation is followed by no blank. */
    private static boolean ends(String text, int at) {
        return ".?!".indexOf(text.charAt(at)) >= 0
                && (at + 1 == text.length() || Character.isWhitespace(text.charAt(at + 1)));
    }

    /** Cuts at blanks, so that no word and no surrogate pair is torn. */
    private static String whole(String text, int from, int to) {
        String cut = text.substring(from, to);
        int first = from == 0 ? 0 : cut.indexOf(' ') + 1;
        int last = to == text.length() ? cut.length() : cut.lastIndexOf(' ');
        return last > first ? cut.substring(first, last).strip() : cut.strip();
    }
}
