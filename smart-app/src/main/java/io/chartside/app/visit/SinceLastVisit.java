package io.chartside.app.visit;

import java.util.List;
import java.util.Objects;

/**
 * What came into the chart after the last signed note of another visit.
 *
 * @param last the day of that note, in words
 * @param plan what its assessment and plan said, a paragraph each
 */
public record SinceLastVisit(String last, List<String> plan, List<Group> groups) {
    public SinceLastVisit {
        Objects.requireNonNull(last);
        plan = List.copyOf(plan);
        groups = List.copyOf(groups);
    }

    /**
     * Entries of one sort, newest first.
     *
     * @param sort {@code visits}, {@code problems}, {@code medications}, {@code allergies}, {@code results}, {@code documents}
     * @param more whether there are more than are shown
     */
    public record Group(String sort, List<Line> lines, boolean more) {
        public Group {
            Objects.requireNonNull(sort);
            lines = List.copyOf(lines);
        }
    }

    /**
     * @param day in words; empty where the entry has none
     * @param detail value and flag of a result, dose and status of a medication; empty where there is nothing to add
     */
    public record Line(String day, String text, String detail) {}

    @Override
    public String toString() {
        return "SinceLastVisit of " + groups.size() + " groups";
    }
}
