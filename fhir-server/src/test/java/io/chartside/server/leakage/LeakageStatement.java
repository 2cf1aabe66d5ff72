package io.chartside.server.leakage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables of docs/leakage.md. */
final class LeakageStatement {
    private final Map<String, List<List<String>>> rowsOfHeading = new TreeMap<>();

    private LeakageStatement() {}

    static LeakageStatement read() throws IOException {
        LeakageStatement statement = new LeakageStatement();
        String heading = "";
        for (String line : Files.readAllLines(Path.of("../docs/leakage.md"))) {
            if (line.startsWith("## ")) {
                heading = line;
            } else if (line.startsWith("| ")) {
                List<String> cells = List.of(
                                line.substring(1, line.length() - 1).split("\\|"))
                        .stream()
                        .map(cell -> cell.replace("`", "").strip())
                        .toList();
                statement
                        .rowsOfHeading
                        .computeIfAbsent(heading, h -> new ArrayList<>())
                        .add(cells);
            }
        }
        return statement;
    }

    private List<List<String>> rows(String heading) {
        return rowsOfHeading.entrySet().stream()
                .filter(table -> table.getKey().endsWith(heading))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("docs/leakage.md has no heading " + heading))
                .getValue();
    }

    /** How each {@code table.column} below a heading stands there; a column named twice is an error. */
    Map<String, String> forms(String heading) {
        List<List<String>> rows = rows(heading);
        List<String> names = rows.get(0);
        Map<String, String> forms = new TreeMap<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            for (int i = 1; i < row.size(); i++) {
                for (String column : words(row.get(i))) {
                    if (forms.put(row.get(0) + "." + column, names.get(i)) != null) {
                        throw new IllegalStateException(
                                "docs/leakage.md names " + row.get(0) + "." + column + " twice");
                    }
                }
            }
        }
        return forms;
    }

    /** What the first cells of a table name. */
    Set<String> firstCells(String heading) {
        List<List<String>> rows = rows(heading);
        Set<String> cells = new TreeSet<>();
        rows.subList(1, rows.size()).forEach(row -> cells.addAll(words(row.get(0))));
        return cells;
    }

    private static List<String> words(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split(", "));
    }
}
