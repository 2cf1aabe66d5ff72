package io.chartside.app.review;

import java.util.List;

/**
 * Something to look at before signing.
 *
 * @param kind the flag's kind as a word for style sheets, such as {@code contradiction}
 * @param label the kind in words
 */
public record FlagLine(String kind, String label, String message, List<Quote> quotes) {
    public FlagLine {
        quotes = List.copyOf(quotes);
    }
}
