package io.chartside.scribe.wording;

import java.util.Set;

/** The months by their names. */
final class Months {
    static final Set<String> NAMES = Set.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    private Months() {}
}
