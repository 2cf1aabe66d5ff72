package io.chartside.scribe.withheld;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.scribe.withheld.Phrases.Kind;
import io.chartside.scribe.withheld.Phrases.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Takes out of a transcript what the clinician put off the record: the words that say so, all that follows, and the words
 * that end it. What is left of an utterance is a mark ({@link Marks}); its number, speaker and times stay, so evidence counts
 * the same utterances before and after. Redacting a redacted transcript changes nothing.
 */
public final class OffTheRecord {
    /** An answer is judged by its first words. */
    private static final int ANSWER = 200;

    private static final List<Speaker> PATIENTS_SIDE = List.of(Speaker.PATIENT, Speaker.GUEST);

    /** Without any of these there is no passage, and most visits have none. */
    private static final List<Kind> BEGINNINGS = List.of(Kind.OFF, Kind.ANNOUNCE, Kind.ASK, Kind.OFFER);

    private final Phrases phrases;

    /** @param text the engine's rule files; {@code withheld/phrases.tsv} is read */
    public OffTheRecord(LexiconText text) {
        phrases = new Phrases(text);
    }

    private record Passage(int start, int end, boolean ended) {}

    /** The transcript without the words that are off the record; the same instance when there are none. */
    public Transcript redact(Transcript transcript) {
        List<Passage> passages = passages(new Speech(transcript));
        if (passages.isEmpty()) {
            return transcript;
        }
        Speech places = new Speech(transcript);
        List<Turn> turns = new ArrayList<>();
        for (Turn turn : transcript.turns()) {
            turns.add(Marks.with(turn, redacted(turn.text(), places.start(turn.index()), passages)));
        }
        return new Transcript(turns);
    }

    private List<Passage> passages(Speech speech) {
        if (BEGINNINGS.stream().noneMatch(kind -> phrases.holds(kind, speech.text()))) {
            return List.of();
        }
        phrases.find(Kind.NOT, speech.text()).forEach(speech::mask);
        List<Span> endings = said(speech, Kind.ON, List.of(Speaker.CLINICIAN, Speaker.UNKNOWN)).stream()
                .sorted(Comparator.comparingInt(Span::start))
                .toList();
        List<Integer> beginnings = beginnings(speech, endings);
        List<Passage> passages = new ArrayList<>();
        int from = 0;
        for (int begins : beginnings) {
            if (begins < from) {
                continue;
            }
            OptionalInt ending = ending(begins, endings);
            from = ending.orElse(speech.length());
            passages.add(new Passage(begins, from, ending.isPresent()));
        }
        return passages;
    }

    /** Where the first words that end it, and others that run into them, are over. */
    private static OptionalInt ending(int begins, List<Span> endings) {
        OptionalInt end = OptionalInt.empty();
        for (Span on : endings) {
            if (on.start() > begins && (end.isEmpty() || on.start() < end.getAsInt())) {
                end = OptionalInt.of(Math.max(on.end(), end.orElse(0)));
            }
        }
        return end;
    }

    /** Where passages may begin, in order. */
    private List<Integer> beginnings(Speech speech, List<Span> endings) {
        List<Integer> begin = new ArrayList<>();
        List<Span> asked = said(speech, Kind.ASK, PATIENTS_SIDE);
        List<Span> offered = said(speech, Kind.OFFER, List.of(Speaker.CLINICIAN));
        List<Span> offs = new ArrayList<>();
        List<Span> questions = said(speech, Kind.OFFER, List.of(Speaker.CLINICIAN, Speaker.UNKNOWN));
        offs.addAll(said(speech, Kind.OFF, List.of(Speaker.CLINICIAN)));
        offs.addAll(said(speech, Kind.ANNOUNCE, List.of(Speaker.CLINICIAN, Speaker.UNKNOWN)));
        offs.removeIf(off -> within(off, questions) || within(off, endings));
        offs.forEach(off -> begin.add(off.start()));
        for (Span wish : asked) {
            speech.answer(wish.start(), List.of(Speaker.CLINICIAN))
                    .filter(answer -> grants(speech, answer, offs))
                    .ifPresent(answer -> begin.add(wish.start()));
        }
        for (Span question : offered) {
            speech.answer(question.start(), PATIENTS_SIDE)
                    .filter(answer -> phrases.agrees(words(speech, answer)))
                    .ifPresent(answer -> begin.add(question.start()));
        }
        begin.sort(null);
        return begin;
    }

    private boolean grants(Speech speech, Span answer, List<Span> offs) {
        CharSequence words = words(speech, answer);
        return phrases.agrees(words)
                || !phrases.refuses(words)
                        && offs.stream()
                                .anyMatch(off ->
                                        off.start() >= answer.start() && off.start() < answer.start() + words.length());
    }

    private static CharSequence words(Speech speech, Span answer) {
        return speech.text().subSequence(answer.start(), Math.min(answer.end(), answer.start() + ANSWER));
    }

    private List<Span> said(Speech speech, Kind kind, List<Speaker> by) {
        return phrases.find(kind, speech.text()).stream()
                .filter(span -> by.contains(speech.speaker(span.start())))
                .toList();
    }

    private static boolean within(Span span, List<Span> others) {
        return others.stream().anyMatch(other -> other.start() <= span.start() && span.end() <= other.end());
    }

    /** @param at where the turn's text begins in the speech */
    private static String redacted(String text, int at, List<Passage> passages) {
        StringBuilder left = new StringBuilder();
        int from = 0;
        for (Passage passage : passages) {
            int start = Math.max(passage.start() - at, 0);
            int end = Math.min(passage.end() - at, text.length());
            boolean touches = start < end || text.isEmpty() && passage.start() < at && at < passage.end();
            if (touches) {
                append(left, text.substring(from, start));
                append(left, passage.ended() ? Marks.PASSAGE : Marks.UNENDED);
                from = end;
                while (from < text.length()
                        && !Character.isLetterOrDigit(text.charAt(from))
                        && text.charAt(from) != '[') {
                    from++; // The full stop of the sentence that ended the passage.
                }
            }
        }
        if (left.isEmpty()) {
            return text;
        }
        append(left, text.substring(from));
        return left.toString();
    }

    private static void append(StringBuilder left, String piece) {
        String words = piece.strip();
        if (!words.isEmpty()) {
            left.append(left.isEmpty() ? "" : " ").append(words);
        }
    }
}
