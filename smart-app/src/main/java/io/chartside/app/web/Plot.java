package io.chartside.app.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Bars, ready to be printed as SVG in a box {@value #WIDTH} units wide, and as a table for who cannot see them.
 *
 * @param id unique on the page
 * @param told what the plot says, in a sentence
 * @param category name of the table's first column
 * @param upright whether the bars stand beside one another rather than below
 * @param height of the box, in units
 */
public record Plot(String id, String title, String told, String category, boolean upright, List<Bar> bars, int height) {
    static final int WIDTH = 320;
    private static final int ROW = 32;
    private static final int TALLEST = 90;
    private static final int FOOT = 16;
    private static final int LONGEST = 280;

    public Plot {
        Objects.requireNonNull(id);
        bars = List.copyOf(bars);
    }

    /** What is to be drawn. */
    record Value(String label, int count) {}

    /**
     * One bar, in units of the box.
     *
     * @param marked whether its label stands beside it
     * @param labelY where the label stands: over a bar that lies, at the foot of one that stands
     */
    public record Bar(
            String label, int count, String x, String y, String width, String height, boolean marked, int labelY) {}

    /** Bars below one another, each under its label. */
    static Plot rows(String id, String title, String told, String category, List<Value> values) {
        int most = most(values);
        List<Bar> bars = new ArrayList<>();
        for (Value value : values) {
            double length = (double) value.count() / most * LONGEST;
            bars.add(new Bar(
                    value.label(),
                    value.count(),
                    "0",
                    number(bars.size() * ROW + 15.0),
                    number(Math.max(length, value.count() > 0 ? 2 : 0)),
                    "10",
                    true,
                    bars.size() * ROW + 11));
        }
        return new Plot(id, title, told, category, false, bars, Math.max(ROW, values.size() * ROW));
    }

    /** Bars beside one another; every seventh bears its label. */
    static Plot columns(String id, String title, String told, String category, List<Value> values) {
        int most = most(values);
        double step = (double) WIDTH / Math.max(1, values.size());
        List<Bar> bars = new ArrayList<>();
        for (Value value : values) {
            double tall = (double) value.count() / most * TALLEST;
            bars.add(new Bar(
                    value.label(),
                    value.count(),
                    number(bars.size() * step + 1),
                    number(TALLEST - tall),
                    number(step - 2),
                    number(tall),
                    bars.size() % 7 == 0,
                    TALLEST + FOOT - 3));
        }
        return new Plot(id, title, told, category, true, bars, TALLEST + FOOT);
    }

    private static int most(List<Value> values) {
        return Math.max(1, values.stream().mapToInt(Value::count).max().orElse(1));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
