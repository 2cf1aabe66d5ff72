package io.chartside.scribe.draft;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Level of medical decision making by the office-visit rules of 2021: two of the three columns reach it.
 *
 * @param byTime the level by stated time, where the clinician stated one
 * @param missingForNext what the next level would have needed; told, never urged
 */
public record EvaluationAndManagement(
        Level level, Column problems, Column data, Column risk, List<String> missingForNext, Optional<Time> byTime) {
    public EvaluationAndManagement {
        Objects.requireNonNull(level);
        Objects.requireNonNull(byTime);
        missingForNext = List.copyOf(missingForNext);
    }

    /** Where no time was stated. */
    public EvaluationAndManagement(
            Level level, Column problems, Column data, Column risk, List<String> missingForNext) {
        this(level, problems, data, risk, missingForNext, Optional.empty());
    }

    /**
     * The level by the total time that the clinician stated for the day, the alternative to medical decision making.
     *
     * @param minutes as stated
     * @param newPatient whether the visit was said to be of a new patient, whose thresholds are higher
     */
    public record Time(int minutes, boolean newPatient, Level level, List<Evidence> evidence) {
        public Time {
            Objects.requireNonNull(level);
            evidence = List.copyOf(evidence);
            if (minutes < 1) {
                throw new IllegalArgumentException("minutes must be positive");
            }
        }
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
