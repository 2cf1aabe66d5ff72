package io.chartside.scribe.wording;

import java.util.List;
import java.util.Set;

/** Two numbers said one after the other that may be one: "one thirty", "nineteen eighty", "twenty twenty". */
final class JoinedNumbers {
    private static final Set<String> YEAR_AFTER =
            Set.of("in", "of", "since", "year", "around", "was", "until", "from", "back");

    private static final Set<String> DAYTIMES = Set.of("morning", "afternoon", "evening");

    static final Set<String> WEIGHED = Set.of(
            "weigh",
            "heartbeat",
            "sugars",
            "weighed",
            "weight",
            "pressure",
            "pulse",
            "rate",
            "cholesterol",
            "ldl",
            "hdl",
            "triglycerides",
            "sodium",
            "chloride",
            "glucose",
            "platelets",
            "platelet",
            "ferritin",
            "alt",
            "ast",
            "gfr",
            "egfr",
            "alkaline",
            "phosphatase",
            "troponin",
            "bnp",
            "motion");

    /** "vision is twenty twenty": what follows the twenty feet. */
    private static final Set<Integer> SIGHT = Set.of(10, 15, 20, 25, 30, 40, 50, 60, 70, 80);

    private JoinedNumbers() {}

    /**
     * "one thirty" is 130 only where something tells so: a unit, "over", or a weight, pressure or rate before it. A time of
     * day is written as one, a year only after a word that announces it; else the words stay as they were said.
     */
    static String of(List<Word> words, int from, int to, int first, int second) {
        String next = to < words.size() ? words.get(to).text() : "";
        String before = from == 0 ? "" : words.get(from - 1).text();
        if (first == 20 && SIGHT.contains(second)) {
            for (int k = Math.max(0, from - 12); k < from; k++) {
                if (words.get(k).text().matches("vision|acuity|vision's")) {
                    return "20/" + second;
                }
            }
        }
        if (first >= 19) {
            boolean year = first == 19 || second <= 39;
            boolean announced = YEAR_AFTER.contains(before) || Months.NAMES.contains(before);
            return year && announced ? Integer.toString(first * 100 + second) : "";
        }
        boolean measured = measured(words, from);
        if (next.matches("[ap]m|[ap]\\.m") || isDaytime(words, to) && (!measured || before.equals("at"))) {
            return second < 60 ? first + ":" + second : "";
        }
        boolean hundreds = measured
                || next.equals("over")
                || NumberWords.UNITS.containsKey(next)
                || NumberWords.COUNTED.contains(next)
                || from > 1 && before.equals("over");
        StringBuilder said = new StringBuilder();
        for (int k = from; k < to; k++) {
            said.append(k == from ? "" : " ").append(words.get(k).text());
        }
        return hundreds ? Integer.toString(first * 100 + second) : said.toString();
    }

    /** Whether something that is told in hundreds stands before: "her sugars are around one thirty in the morning". */
    private static boolean measured(List<Word> words, int from) {
        for (int k = Math.max(0, from - 6); k < from; k++) {
            if (WEIGHED.contains(words.get(k).text())
                    || words.get(k).is("sugar") && k > 0 && words.get(k - 1).is("blood")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDaytime(List<Word> words, int at) {
        return at + 2 < words.size()
                        && words.get(at).is("in")
                        && DAYTIMES.contains(words.get(at + 2).text())
                || at + 1 < words.size()
                        && words.get(at).is("at")
                        && words.get(at + 1).is("night");
    }
}
