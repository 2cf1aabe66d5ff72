package io.chartside.mappings.x12;

import java.util.Arrays;
import java.util.List;

/**
 * One segment. Elements count from 1, as in {@code NM103}; the components of a composite stand in one element with the
 * component separator between them. Empty elements at the end are left out, as X12 wants it.
 */
record Segment(String tag, List<String> elements) {
    static final char COMPONENT = ':';

    Segment {
        int used = elements.size();
        while (used > 0 && elements.get(used - 1).isEmpty()) {
            used--;
        }
        elements = List.copyOf(elements.subList(0, used));
    }

    static Segment of(String tag, String... elements) {
        return new Segment(tag, Arrays.asList(elements));
    }

    /** Components with empty ones at the end left out. */
    static String composite(String... components) {
        String joined = String.join(String.valueOf(COMPONENT), components);
        int end = joined.length();
        while (end > 0 && joined.charAt(end - 1) == COMPONENT) {
            end--;
        }
        return joined.substring(0, end);
    }

    /** @param number from 1; past the last one it is empty */
    String element(int number) {
        return number <= elements.size() ? elements.get(number - 1) : "";
    }

    List<String> components(int number) {
        return List.of(element(number).split(String.valueOf(COMPONENT), -1));
    }

    boolean is(String tag, String first) {
        return this.tag.equals(tag) && element(1).equals(first);
    }

    @Override
    public String toString() {
        return tag;
    }
}
