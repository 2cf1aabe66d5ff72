package io.chartside.scribe.intake;

import io.chartside.scribe.LexiconText;
import io.chartside.scribe.lexicon.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The script of a letter ({@code intake/scripts.tsv}). Java's own {@code UnicodeScript} is not had where the engine is
 * compiled for a browser.
 */
final class Scripts {
    private final List<Range> ranges = new ArrayList<>();

    private record Range(int first, int last, String script) {}

    Scripts(LexiconText text) {
        for (List<String> row : TextTable.read(text, "intake/scripts.tsv", 2)) {
            for (String range : row.get(1).split(" ")) {
                int dash = range.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
                int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
                ranges.add(new Range(first, last, row.get(0)));
            }
        }
        ranges.sort(Comparator.comparingInt(Range::first));
    }

    /**
     * @param letter a code point that is a letter
     * @return such as {@code Cyrillic} or {@code Canadian aboriginal}; empty for the Latin script, and for letters of no script
     */
    Optional<String> of(int letter) {
        int low = 0;
        int high = ranges.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Range range = ranges.get(middle);
            if (letter < range.first()) {
                high = middle - 1;
            } else if (letter > range.last()) {
                low = middle + 1;
            } else {
                return Optional.of(range.script());
            }
        }
        return Optional.empty();
    }
}
