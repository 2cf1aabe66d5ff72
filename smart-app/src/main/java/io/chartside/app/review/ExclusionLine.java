package io.chartside.app.review;

import java.util.List;

/** A code that the words suggest and a guideline forbids. */
public record ExclusionLine(String code, String display, String reason, String rule, List<Quote> quotes) {
    public ExclusionLine {
        quotes = List.copyOf(quotes);
    }
}
