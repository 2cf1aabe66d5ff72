package io.chartside.app.review;

import java.util.List;

/** A signed addendum, for the page. @param words a paragraph each */
public record AddendumLine(String composition, List<String> words, String signedBy, String signedAt) {
    public AddendumLine {
        words = List.copyOf(words);
    }

    @Override
    public String toString() {
        return "Composition/" + composition;
    }
}
