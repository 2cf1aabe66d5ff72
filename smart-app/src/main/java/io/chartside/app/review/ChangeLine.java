package io.chartside.app.review;

import java.util.List;

/**
 * A line of the chart as this visit leaves it, or what the visit adds to it.
 *
 * @param kind {@code medication}, {@code problem}, {@code allergy} or {@code result}
 * @param state {@code new}, {@code changed}, {@code stopped} or {@code unchanged}
 * @param before the chart's line; empty for what is new
 * @param now what the visit says; empty where it says nothing else
 * @param discussed whether the visit spoke of it
 * @param quotes the words of the visit, and that the chart has it
 */
public record ChangeLine(String kind, String state, String before, String now, boolean discussed, List<Quote> quotes) {
    public ChangeLine {
        quotes = List.copyOf(quotes);
    }

    @Override
    public String toString() {
        return "Change " + kind + " " + state;
    }
}
