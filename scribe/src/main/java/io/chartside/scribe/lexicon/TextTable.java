package io.chartside.scribe.lexicon;

import io.chartside.scribe.LexiconText;
import java.util.ArrayList;
import java.util.List;

/** Rows of a tab-separated resource. Lines that begin with {@code #} are notes, blank lines are skipped. */
public final class TextTable {

    private TextTable() {}

    /**
     * @param columns number of columns that every row must have; empty trailing ones may be left out
     * @throws LexiconException for a row with more, or with an empty first column
     */
    public static List<List<String>> read(LexiconText text, String name, int columns) {
        List<List<String>> rows = new ArrayList<>();
        int number = 0;
        for (String line : text.read(name).split("\n", -1)) {
            number++;
            String trimmed = line.strip();
            if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                continue;
            }
            List<String> row = new ArrayList<>(columns);
            for (String cell : line.split("\t", -1)) {
                row.add(cell.strip());
            }
            while (row.size() < columns) {
                row.add("");
            }
            if (row.size() > columns || row.get(0).isEmpty()) {
                throw new LexiconException(name + " line " + number + " needs " + columns + " columns");
            }
            rows.add(List.copyOf(row));
        }
        return rows;
    }
}
