package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;

/**
 * Level of medical decision making by the office-visit rules of 2021: two of the three columns reach it.
 *
 * @param missingForNext what the next level would have needed; told, never urged
 */
public record EvaluationAndManagement(
        Level level, Column problems, Column data, Column risk, List<String> missingForNext) {
    public EvaluationAndManagement {
        Objects.requireNonNull(level);
        missingForNext = List.copyOf(missingForNext);
    }

    /** Levels in rising order. */
    public enum Level {
        STRAIGHTFORWARD,
        LOW,
        MODERATE,
        HIGH
    }

    /** One of the three columns: the level it reaches and the elements that got it there. */
    public record Column(Level level, List<Element> elements) {
        public Column {
            Objects.requireNonNull(level);
            elements = List.copyOf(elements);
        }
    }

    /** A counted element such as {@code prescription drug management}, with its evidence. */
    public record Element(String text, List<Evidence> evidence) {
        public Element {
            Objects.requireNonNull(text);
            evidence = List.copyOf(evidence);
        }
    }
}
