package io.chartside.scribe.lexicon;

/** A lexicon file that cannot be read; the message names the file and row. */
public final class LexiconException extends RuntimeException {
    public LexiconException(String message) {
        super(message);
    }
}
