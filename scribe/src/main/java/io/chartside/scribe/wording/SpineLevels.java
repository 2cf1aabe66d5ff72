package io.chartside.scribe.wording;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Levels of the spine as they are spoken: "l five s one", and "c56" as speech recognition writes C5-6. */
final class SpineLevels {
    private static final Pattern DISC = Pattern.compile("([cl]?)([1-6])([2-7])");
    private static final Set<String> NO_LEVEL_AFTER = Set.of("vitamin", "hepatitis", "hep");

    private SpineLevels() {}

    /** Adds the level that begins at a place to the words written; answers how many words it took, 0 when there is none. */
    static int at(List<Word> words, int i, List<Word> out) {
        Word first = words.get(i);
        Matcher whole = DISC.matcher(first.text());
        if (whole.matches() && !whole.group(1).isEmpty() && neighbours(whole)) {
            out.add(first.as(whole.group(1) + whole.group(2) + "-" + whole.group(3)));
            return 1;
        }
        boolean cervical = first.is("c");
        if (i + 1 == words.size()
                || !(cervical || first.is("l") || first.is("s"))
                || i > 0 && NO_LEVEL_AFTER.contains(words.get(i - 1).text())) {
            return 0;
        }
        Word number = words.get(i + 1);
        Matcher both = DISC.matcher(number.text());
        if (both.matches() && both.group(1).isEmpty() && neighbours(both)) {
            out.add(first.through(number, first.text() + both.group(2) + "-" + both.group(3)));
            return 2;
        }
        int value = number.text().matches("\\d") ? Integer.parseInt(number.text()) : SpokenNumbers.value(number.text());
        if (value < 1 || value > (cervical ? 7 : 5)) {
            return 0;
        }
        out.add(first.through(number, first.text() + value));
        return 2;
    }

    /** A disc lies between a vertebra and the next. */
    private static boolean neighbours(Matcher levels) {
        return levels.group(3).charAt(0) == levels.group(2).charAt(0) + 1;
    }
}
