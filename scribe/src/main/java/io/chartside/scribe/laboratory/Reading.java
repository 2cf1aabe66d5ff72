package io.chartside.scribe.laboratory;

import io.chartside.scribe.draft.Evidence;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A result read beside its reference range and its former values. It says where the value lies and which way it goes, not
 * what it means for the patient.
 *
 * @param former values of the same test before it in its own unit, newest first
 * @param incomparable former values in a unit that does not convert, or without a number
 */
public record Reading(Measurement newest, List<Measurement> former, List<Measurement> incomparable) {
    /** A trend takes so many values; two points only make a difference. */
    private static final int TREND = 3;

    public Reading {
        Objects.requireNonNull(newest);
        former = List.copyOf(former);
        incomparable = List.copyOf(incomparable);
        if (former.stream()
                .anyMatch(one -> one.value().isEmpty() || !one.comparator().isEmpty())) {
            throw new IllegalArgumentException("former values are numbers without comparator");
        }
    }

    /** Where a value lies. */
    public enum Position {
        BELOW,
        WITHIN,
        ABOVE,
        /** Without one range, without a number, or with a comparator that leaves it open. */
        UNKNOWN
    }

    /** Which way the last values went. */
    public enum Trend {
        RISING,
        FALLING,
        /** Neither steadily up nor steadily down. */
        MIXED,
        UNCHANGED,
        /** Fewer than three values. */
        UNKNOWN
    }

    public Position position() {
        if (newest.value().isEmpty() || newest.low().isEmpty() && newest.high().isEmpty()) {
            return Position.UNKNOWN;
        }
        BigDecimal value = newest.value().get();
        boolean less = newest.comparator().startsWith("<");
        boolean more = newest.comparator().startsWith(">");
        boolean strict = newest.comparator().length() == 1;
        int toLow = newest.low().map(value::compareTo).orElse(1);
        int toHigh = newest.high().map(value::compareTo).orElse(-1);
        if (less) {
            return newest.low().isPresent() && (toLow < 0 || toLow == 0 && strict) ? Position.BELOW : openBelow(toHigh);
        }
        if (more) {
            return newest.high().isPresent() && (toHigh > 0 || toHigh == 0 && strict)
                    ? Position.ABOVE
                    : Position.UNKNOWN;
        }
        return toLow < 0 ? Position.BELOW : toHigh > 0 ? Position.ABOVE : Position.WITHIN;
    }

    /** "Less than" a value within a range that has no lower end is within it. */
    private Position openBelow(int toHigh) {
        return newest.low().isEmpty() && toHigh <= 0 ? Position.WITHIN : Position.UNKNOWN;
    }

    /** The newest value less the one before; empty unless both are plain numbers. */
    public Optional<BigDecimal> delta() {
        return former.isEmpty() || !newest.comparator().isEmpty()
                ? Optional.empty()
                : newest.value()
                        .map(value -> value.subtract(former.get(0).value().orElseThrow()));
    }

    public Trend trend() {
        if (delta().isEmpty() || former.size() + 1 < TREND) {
            return Trend.UNKNOWN;
        }
        int first = newest.value().orElseThrow().compareTo(value(0));
        int second = value(0).compareTo(value(1));
        if (first == 0 && second == 0) {
            return Trend.UNCHANGED;
        }
        return first > 0 && second > 0 ? Trend.RISING : first < 0 && second < 0 ? Trend.FALLING : Trend.MIXED;
    }

    private BigDecimal value(int at) {
        return former.get(at).value().orElseThrow();
    }

    /** Whether the laboratory's own flag says another thing than its range. */
    public boolean contradicts() {
        return switch (position()) {
            case BELOW -> newest.reported().equals("N") || newest.reported().startsWith("H");
            case ABOVE -> newest.reported().equals("N") || newest.reported().startsWith("L");
            case WITHIN ->
                newest.reported().startsWith("H") || newest.reported().startsWith("L");
            case UNKNOWN -> false;
        };
    }

    /** One line for a reader; every number in it stands in the chart or is the difference of two that do. */
    public String sentence() {
        StringBuilder text = new StringBuilder(newest.test()).append(": ").append(newest.shown());
        if (!newest.date().isEmpty()) {
            text.append(" on ").append(newest.date());
        }
        text.append(", ").append(judged());
        if (!newest.reported().isEmpty()) {
            text.append(", flagged ").append(newest.reported()).append(" by the laboratory");
        }
        delta().ifPresent(delta -> text.append("; ").append(change(delta)));
        switch (trend()) {
            case RISING -> text.append("; rising over the last 3 values");
            case FALLING -> text.append("; falling over the last 3 values");
            case MIXED -> text.append("; no steady trend over the last 3 values");
            case UNCHANGED -> text.append("; unchanged over the last 3 values");
            case UNKNOWN -> {}
        }
        if (!incomparable.isEmpty()) {
            text.append("; ")
                    .append(
                            incomparable.size() == 1
                                    ? "1 earlier result is"
                                    : incomparable.size() + " earlier results are")
                    .append(" not comparable");
        }
        return text.append('.').toString();
    }

    private String judged() {
        return switch (position()) {
            case BELOW -> "below the reference range " + range();
            case ABOVE -> "above the reference range " + range();
            case WITHIN -> "within the reference range " + range();
            case UNKNOWN ->
                newest.low().isEmpty() && newest.high().isEmpty()
                        ? "without a reference range"
                        : "not judged by the reference range " + range();
        };
    }

    private String range() {
        String low = newest.low().map(BigDecimal::toPlainString).orElse("");
        String high = newest.high().map(BigDecimal::toPlainString).orElse("");
        return low.isEmpty() ? "up to " + high : high.isEmpty() ? "from " + low : low + " to " + high;
    }

    private String change(BigDecimal delta) {
        Measurement before = former.get(0);
        String from = before.shown() + (before.date().isEmpty() ? "" : " on " + before.date());
        return delta.signum() == 0
                ? "the same as before, " + from
                : (delta.signum() > 0 ? "up " : "down ") + delta.abs().toPlainString() + " from " + from;
    }

    /** The results that the sentence rests on. */
    public List<Evidence> evidence() {
        List<Evidence> evidence = new ArrayList<>();
        evidence.add(new Evidence.Charted(newest.reference()));
        former.stream().limit(2).forEach(one -> evidence.add(new Evidence.Charted(one.reference())));
        return evidence;
    }
}
