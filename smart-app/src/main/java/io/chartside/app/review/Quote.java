package io.chartside.app.review;

/**
 * One piece of evidence to show and to light.
 *
 * @param evidence where the words are, each {@code turn:start-end} in UTF-16 units, blanks between; empty when they come
 *     from the chart
 * @param who {@code clinician}, {@code patient}, {@code guest} or {@code unknown}; empty of the chart
 * @param words the words themselves, shortened
 */
public record Quote(String evidence, String who, String words) {

    public boolean charted() {
        return evidence.isEmpty();
    }

    @Override
    public String toString() {
        return "Quote at " + evidence;
    }
}
