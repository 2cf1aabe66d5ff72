package io.chartside.scribe.lexicon;

import java.util.Objects;

/**
 * One word or mark of an utterance.
 *
 * @param word normalised form that phrases are compared in: lower case, singular, American spelling, digits for numbers
 * @param start first UTF-16 unit within the utterance
 * @param end one past the last
 */
public record Token(String word, int start, int end, Kind kind) {
    public Token {
        Objects.requireNonNull(word);
        Objects.requireNonNull(kind);
    }

    public boolean isWord() {
        return kind == Kind.WORD;
    }

    /** What a token is to a phrase matcher. */
    public enum Kind {
        WORD,
        /** Speech without content: {@code um}, a repeated word, a broken-off beginning. */
        FILLER,
        /** Comma or dash. */
        PAUSE,
        /** End of a sentence; a question mark has the word {@code ?}. */
        STOP
    }
}
