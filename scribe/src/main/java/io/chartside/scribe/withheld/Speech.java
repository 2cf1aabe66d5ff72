package io.chartside.scribe.withheld;

import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.withheld.Phrases.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * A transcript as one string, so that a phrase is found that was cut over turns of one speaker; no phrase reaches from one
 * speaker to another, or across a mark.
 */
final class Speech {
    /** Between turns of the same speaker: the phrases take it for a blank. */
    static final char SAME_SPEAKER = '\u001F';

    private static final char OTHER_SPEAKER = '\u001E';
    private static final char MASK = '\u001A';

    private final Speaker[] speakers;
    private final int[] starts;
    private final StringBuilder text = new StringBuilder();

    Speech(Transcript transcript) {
        List<Turn> turns = transcript.turns();
        starts = new int[turns.size()];
        speakers = new Speaker[starts.length];
        for (int i = 0; i < starts.length; i++) {
            // A turn without words, such as a time on a line of its own, comes between no two of one speaker.
            boolean silent = turns.get(i).text().codePoints().noneMatch(Character::isLetterOrDigit);
            speakers[i] = silent && i > 0 ? speakers[i - 1] : turns.get(i).speaker();
            if (i > 0) {
                text.append(speakers[i] == speakers[i - 1] ? SAME_SPEAKER : OTHER_SPEAKER);
            }
            starts[i] = text.length();
            text.append(turns.get(i).text());
        }
        List<Span> marks = new ArrayList<>();
        for (Matcher mark = Marks.ANY.matcher(text.toString()); mark.find(); ) {
            marks.add(new Span(mark.start(), mark.end()));
        }
        fold();
        marks.forEach(this::mask);
    }

    /** One case for all letters, each in its place, so that no phrase has to try both. */
    private void fold() {
        for (int i = 0; i < text.length(); i++) {
            text.setCharAt(i, Character.toLowerCase(Character.toUpperCase(text.charAt(i))));
        }
    }

    CharSequence text() {
        return text;
    }

    int length() {
        return text.length();
    }

    int start(int turn) {
        return starts[turn];
    }

    /** Lets nothing be found there any more. */
    void mask(Span span) {
        for (int i = span.start(); i < span.end(); i++) {
            text.setCharAt(i, MASK);
        }
    }

    Speaker speaker(int at) {
        return speakers[turn(at)];
    }

    /** What the next speaker says after this place, if that is one of those; all turns of it. */
    Optional<Span> answer(int at, List<Speaker> by) {
        int turn = turn(at);
        int next = turn + 1;
        while (next < starts.length && speakers[next] == speakers[turn]) {
            next++;
        }
        if (next == starts.length || !by.contains(speakers[next])) {
            return Optional.empty();
        }
        int end = next + 1;
        while (end < starts.length && speakers[end] == speakers[next]) {
            end++;
        }
        return Optional.of(new Span(starts[next], end == starts.length ? text.length() : starts[end] - 1));
    }

    private int turn(int at) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= at) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
