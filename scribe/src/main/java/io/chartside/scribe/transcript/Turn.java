package io.chartside.scribe.transcript;

import java.util.Objects;

/**
 * One utterance.
 *
 * @param index position among the transcript's non-blank lines, from 0; the number that evidence and
 *     {@code code_score.py} use
 * @param id stable utterance id, {@code u0}, {@code u1} … or the id the speech service gave
 * @param text the words as they came, without the speaker tag; offsets of evidence count its UTF-16 units
 * @param startMillis start within the recording in milliseconds, or -1 when the transcript has no times
 * @param endMillis end within the recording in milliseconds, or -1
 */
public record Turn(int index, String id, Speaker speaker, String text, long startMillis, long endMillis) {
    public Turn {
        Objects.requireNonNull(id);
        Objects.requireNonNull(speaker);
        Objects.requireNonNull(text);
        if (index < 0) {
            throw new IllegalArgumentException("index must not be negative");
        }
    }

    /** Names the turn only: what was said is a health record and stays out of logs. */
    @Override
    public String toString() {
        return "Turn " + id;
    }
}
