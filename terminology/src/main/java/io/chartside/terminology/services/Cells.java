package io.chartside.terminology.services;

import java.util.ArrayList;
import java.util.List;

/** The cells of one line of a table, by RFC 4180 with another separator where a line has tabs. */
final class Cells {
    private Cells() {}

    /** @throws IllegalArgumentException when a quote is not closed within the line */
    static List<String> of(String line) {
        char separator = line.indexOf('\t') >= 0 ? '\t' : ',';
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
