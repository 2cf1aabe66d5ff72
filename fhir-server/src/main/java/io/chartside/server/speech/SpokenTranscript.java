package io.chartside.server.speech;

import io.chartside.mappings.scribe.EmbeddedScribe;
import io.chartside.scribe.discourse.Roles;
import io.chartside.scribe.transcript.Speaker;
import io.chartside.scribe.transcript.Transcript;
import io.chartside.scribe.transcript.Turn;
import io.chartside.server.ai.speech.Heard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was heard as a transcript: pieces of one sentence are joined, and voices become the clinician and the patient where what
 * they say makes that plain. An utterance keeps the id under which its first piece was shown.
 */
final class SpokenTranscript {
    /** Between two pieces of a sentence of one voice. */
    private static final long LONGEST_GAP_MILLIS = 2_000;

    private final Roles roles = EmbeddedScribe.roles();

    Transcript of(List<Heard> heard) {
        Map<Integer, Speaker> speakers = speakers(heard);
        List<Turn> turns = new ArrayList<>();
        int lastVoice = -1;
        for (int i = 0; i < heard.size(); i++) {
            Heard one = heard.get(i);
            String text = one.text().strip();
            if (text.isEmpty()) {
                continue;
            }
            Turn before = turns.isEmpty() ? null : turns.get(turns.size() - 1);
            if (before != null && one.voice() == lastVoice && goesOn(before, one)) {
                turns.set(
                        turns.size() - 1,
                        new Turn(
                                before.index(),
                                before.id(),
                                before.speaker(),
                                before.text() + " " + text,
                                before.startMillis(),
                                one.endMillis()));
            } else {
                turns.add(new Turn(
                        turns.size(),
                        "u" + i,
                        speakers.getOrDefault(one.voice(), Speaker.UNKNOWN),
                        text,
                        one.startMillis(),
                        one.endMillis()));
            }
            lastVoice = one.voice();
        }
        return new Transcript(turns);
    }

    private static boolean goesOn(Turn before, Heard one) {
        char last = before.text().charAt(before.text().length() - 1);
        return last != '.'
                && last != '?'
                && last != '!'
                && one.startMillis() - before.endMillis() <= LONGEST_GAP_MILLIS;
    }

    private Map<Integer, Speaker> speakers(List<Heard> heard) {
        Map<Integer, StringBuilder> said = new LinkedHashMap<>();
        for (Heard one : heard) {
            if (one.voice() >= 0) {
                said.computeIfAbsent(one.voice(), voice -> new StringBuilder())
                        .append(one.text())
                        .append(' ');
            }
        }
        List<Speaker> known =
                roles.voices(said.values().stream().map(StringBuilder::toString).toList());
        Map<Integer, Speaker> speakers = new LinkedHashMap<>();
        said.keySet().forEach(voice -> speakers.put(voice, known.get(speakers.size())));
        return speakers;
    }
}
