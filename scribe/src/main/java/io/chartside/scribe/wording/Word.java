package io.chartside.scribe.wording;

import java.util.Objects;

/**
 * A word of a turn in normal form: lower case, contractions opened, numbers as digits.
 *
 * @param start first UTF-16 unit of what was said within the turn's text
 * @param end one past the last
 */
public record Word(String text, int start, int end) {
    public Word {
        Objects.requireNonNull(text);
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("a word covers at least one character");
        }
    }

    Word as(String other) {
        return new Word(other, start, end);
    }

    /** One word over the span from this to the last. */
    Word through(Word last, String other) {
        return new Word(other, start, last.end());
    }

    public boolean is(String other) {
        return text.equals(other);
    }

    public boolean punctuation() {
        return !Character.isLetterOrDigit(text.charAt(0)) && !text.equals("%") && !text.equals("$");
    }
}
